package dev.verbatim.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.Jwt;
import dev.verbatim.testing.Rows;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rooms of others: they look as if they were not there, whatever is asked of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StrangersIT {
    private Gateway gateway;
    private Rows rows;

    @BeforeAll
    void start() {
        String database = TestPostgres.freshDatabase();
        rows = Rows.of(database);
        gateway = Gateways.on(
                database,
                Map.of(
                        "VERBATIM_AUTH_SECRET", Jwt.SECRET,
                        "VERBATIM_ROOMS_ON_JOIN", "refuse",
                        "VERBATIM_DEMO_TOKENS_PER_SECOND", "100"));
        rows.execute(
                "insert into rooms (tenant, room_id, name, visibility) values ('main', 'diary', 'Diary', 'private')");
        rows.execute("insert into rooms (tenant, room_id, name) values ('main', 'square', 'Square')");
        rows.execute("insert into members (tenant, room_id, user_id, name, role) values"
                + " ('main', 'diary', 'ada', 'Ada', 'owner'), ('main', 'diary', 'vera', 'Vera', 'viewer')");
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    private ChatClient enter(String token) {
        return ChatClient.connect(gateway.chatUrl()).authenticate(token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"main/eve", "other/ada"})
    void aPrivateRoomIsNotThereForAStranger(String who) {
        String[] stranger = who.split("/", 2);
        try (ChatClient ada = enter(Jwt.of("ada"));
                ChatClient eve = enter(Jwt.of(stranger[1], stranger[0]))) {
            ada.join("diary");
            String secret = ada.say("diary", "Nobody shall read this", "c-" + who.length(), null)
                    .getString("replyId");
            ada.awaitEnd(secret);
            Map<String, Long> before = rows.counts();

            assertThat(refusal(eve, "join", "diary")).isEqualTo(refusal(eve, "join", "nowhere"));
            for (String event : List.of("send", "history", "stop")) {
                assertThat(refusal(eve, event, "diary")).isEqualTo(refusal(eve, event, "nowhere"));
            }

            String said =
                    ada.say("diary", "Nor this", "d-" + who.length(), null).getString("replyId");
            ada.awaitEnd(said);
            eve.send("ping", new JsonObject());
            eve.await("pong");
            assertThat(eve.frames().toString()).doesNotContain("Nobody", "Nor this", secret, said);
            assertThat(rows.counts().get("messages")).isEqualTo(before.get("messages") + 2);
            assertThat(rows.counts().get("members")).isEqualTo(before.get("members"));
            assertThat(rows.counts().get("rooms")).isEqualTo(before.get("rooms"));
        }
    }

    /** What it is told, without the room's name. */
    private static String refusal(ChatClient client, String event, String room) {
        JsonObject data = new JsonObject().put("roomId", room).put("text", "x").put("before", 9);
        data.put("limit", 9).put("messageId", "00000000-0000-0000-0000-000000000000");
        client.send(event, data);
        return client.await("error").encode().replace(room, "it");
    }

    @Test
    void aPublicRoomOfAnotherTenantIsNotThere() {
        try (ChatClient ada = enter(Jwt.of("ada"));
                ChatClient eve = enter(Jwt.of("eve", "other"))) {
            assertThat(ada.join("square").getString("roomId")).isEqualTo("square");

            assertThat(refusal(eve, "join", "square")).contains("not_found");
            assertThat(refusal(eve, "join", "lobby")).contains("not_found");
        }
    }

    @Test
    void anotherRoomsMessageCannotBeStopped() {
        try (ChatClient ada = enter(Jwt.of("ada"));
                ChatClient eve = enter(Jwt.of("eve"))) {
            ada.join("diary");
            eve.join("square");
            String reply =
                    ada.say("diary", "Tell me a long story", "stop-me", null).getString("replyId");

            eve.send("stop", new JsonObject().put("roomId", "square").put("messageId", reply));

            assertThat(eve.await("error").getString("code")).isEqualTo("not_found");
            assertThat(rows.all("select stop_requested_by from replies where stop_requested_by is not null"))
                    .isEmpty();
            ada.send("stop", new JsonObject().put("roomId", "diary").put("messageId", reply));
            assertThat(ada.awaitEnd(reply).getString("status")).isEqualTo("stopped");
        }
    }

    @Test
    void aViewerReadsAndMayNotSpeak() {
        try (ChatClient vera = enter(Jwt.of("vera"))) {
            assertThat(vera.join("diary").getString("roomId")).isEqualTo("diary");
            Map<String, Long> before = rows.counts();

            assertThat(refusal(vera, "send", "diary")).contains("forbidden");
            assertThat(refusal(vera, "stop", "diary")).contains("forbidden");

            assertThat(rows.counts()).isEqualTo(before);
        }
    }
}
