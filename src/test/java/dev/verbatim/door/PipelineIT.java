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

/** A client that says everything at once, without waiting for any answer. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PipelineIT {
    private static final List<String> ANSWERS = List.of("authenticated", "joined", "sent", "left", "error");

    private Gateway gateway;
    private Rows rows;

    @BeforeAll
    void start() {
        String database = TestPostgres.freshDatabase();
        rows = Rows.of(database);
        gateway = Gateways.on(database, Map.of("VERBATIM_AUTH_SECRET", Jwt.SECRET));
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    private ChatClient authenticating() {
        ChatClient ada = ChatClient.connect(gateway.chatUrl());
        ada.send("auth", new JsonObject().put("token", Jwt.of("ada")));
        return ada;
    }

    private static void join(ChatClient client, String room) {
        client.send("join", new JsonObject().put("roomId", room));
    }

    private static void say(ChatClient client, String room, String text) {
        client.send(
                "send", new JsonObject().put("roomId", room).put("text", text).put("reply", false));
    }

    private static List<String> answers(ChatClient client) {
        return client.frames().stream()
                .map(frame -> frame.getString("event"))
                .filter(ANSWERS::contains)
                .toList();
    }

    @Test
    void everythingIsDoneInItsOrder() {
        try (ChatClient ada = authenticating()) {
            join(ada, "hasty");
            say(ada, "hasty", "one");
            say(ada, "hasty", "two");
            join(ada, "hasty");
            say(ada, "hasty", "three");
            ada.await(frame -> answers(ada).size() == 6);

            assertThat(answers(ada)).startsWith("authenticated", "joined");
            assertThat(answers(ada))
                    .containsExactlyInAnyOrder("authenticated", "joined", "joined", "sent", "sent", "sent");
            assertThat(rows.all("select text from messages where room_id = 'hasty' order by seq"))
                    .containsExactly(Map.of("text", "one"), Map.of("text", "two"), Map.of("text", "three"));
        }
    }

    @Test
    void behindARefusedJoinNothingIsDone() {
        rows.execute(
                "insert into rooms (tenant, room_id, name, visibility) values ('main', 'vault', 'Vault', 'private')");
        try (ChatClient ada = authenticating()) {
            join(ada, "vault");
            say(ada, "vault", "let me in");

            assertThat(ada.await("error").getString("code")).isEqualTo("not_found");
            assertThat(ada.await("error").getString("code")).isEqualTo("forbidden");
            assertThat(rows.all("select text from messages where room_id = 'vault'"))
                    .isEmpty();
        }
    }

    @Test
    void onlySoMuchWaitsAndTheRestIsTold() {
        int many = 40;
        try (ChatClient ada = authenticating()) {
            ada.await("authenticated");
            rows.execute("insert into rooms (tenant, room_id, name) values ('main', 'crowd', 'Crowd')");
            join(ada, "crowd");
            for (int i = 0; i < many; i++) {
                say(ada, "crowd", "m" + i);
            }
            ada.await(frame -> answers(ada).size() == many + 2);

            long sent = answers(ada).stream().filter("sent"::equals).count();
            assertThat(sent).isGreaterThanOrEqualTo(16);
            assertThat(rows.all("select text from messages where room_id = 'crowd'"))
                    .hasSize((int) sent);
        }
    }
}
