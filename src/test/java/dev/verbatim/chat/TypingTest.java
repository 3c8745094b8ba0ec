package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is writing, as the others in the room hear it, on whichever verticle they are. */
class TypingTest {
    private static final JsonObject IN_LOBBY = new JsonObject().put("roomId", "lobby");

    private Vertx vertx;
    private ChatNode node;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        node = ChatNode.start(vertx, ChatNode.settings(ChatNode.CHAT), 2);
    }

    @AfterEach
    void stop() {
        Wait.on(vertx.close());
    }

    @Test
    void everybodyInTheRoomHearsIt() {
        TestClient ada = node.inLobby("ada");
        TestClient ben = node.inLobby("ben");
        TestClient cleo = node.inLobby("cleo");

        ada.send("typing", IN_LOBBY);

        for (TestClient each : new TestClient[] {ben, cleo}) {
            JsonObject heard = each.next("typing").getJsonObject("data");
            assertThat(heard.getString("userId")).isEqualTo("ada");
            assertThat(heard.getString("roomId")).isEqualTo("lobby");
        }
    }

    @Test
    void itIsNotAnsweredAndNotRepeated() {
        TestClient ada = node.inLobby("ada");
        TestClient ben = node.inLobby("ben");

        ada.send("typing", IN_LOBBY);
        ben.next("typing");
        ada.send("typing", IN_LOBBY);
        ada.say("lobby", "done");
        ben.next("message");

        assertThat(ben.read())
                .filteredOn(frame -> "typing".equals(frame.getString("event")))
                .hasSize(1);
        assertThat(ada.ask("ping", new JsonObject()).getString("event")).isEqualTo("pong");
    }

    @Test
    void whoIsNotInTheRoomIsToldSoAndNobodyElseHears() {
        TestClient ben = node.inLobby("ben");
        TestClient ada = node.connect("ada");

        JsonObject refused = ada.ask("typing", IN_LOBBY).getJsonObject("data");

        assertThat(refused.getString("code")).isEqualTo("forbidden");
        ben.ask("ping", new JsonObject());
        assertThat(ben.read()).noneMatch(frame -> "typing".equals(frame.getString("event")));
    }
}
