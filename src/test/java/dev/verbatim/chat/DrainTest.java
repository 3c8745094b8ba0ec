package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.ChatSettings;
import dev.verbatim.contract.PendingReply;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Going out of service, and lines that went dead. */
@ExtendWith(VertxExtension.class)
class DrainTest {
    /** Who is there is to answer in time also where the machine stands still for a moment. */
    private static final int PING_MS = 2_500;

    @Test
    void refusesWhatIsNewWhileAnswersFinish(Vertx vertx) {
        ChatNode node = ChatNode.start(vertx);
        TestClient ada = node.inLobby("ada");
        ada.say("lobby", "Hello");
        PendingReply reply = node.llm().nextRequested();
        node.llm().claim(reply);

        node.drain.refuse();
        JsonObject send = ada.say("lobby", "More").getJsonObject("data");
        JsonObject join = ada.join("lobby").getJsonObject("data");
        node.llm().say(reply, "Still here");
        node.llm().complete(reply);
        ada.untilEnds(1);

        assertThat(send.getString("code")).isEqualTo("at_capacity");
        assertThat(send.getLong("retryAfterMs")).isPositive();
        assertThat(join.getString("code")).isEqualTo("at_capacity");
        assertThat(Transcript.of("lobby", ada.read()).messages()).containsEntry(2L, "Still here");
    }

    @Test
    void aNewConnectionIsSentAway(Vertx vertx) {
        ChatNode node = ChatNode.start(vertx);
        node.drain.refuse();

        TestClient late = node.connect();

        assertThat(late.next("notice").getJsonObject("data").getString("code")).isEqualTo("draining");
        assertThat(late.closeCode()).isEqualTo(4409);
    }

    @Test
    void everyViewerIsToldAndClosed(Vertx vertx) {
        ChatNode node = ChatNode.start(vertx, ChatNode.settings(ChatNode.CHAT), 2);
        TestClient[] clients = new TestClient[6];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = node.inLobby("user" + i);
        }

        Wait.on(node.drain.closeViewers());

        for (TestClient client : clients) {
            assertThat(client.next("notice").getJsonObject("data").getLong("retryAfterMs"))
                    .isNotNull();
            assertThat(client.closeCode()).isEqualTo(4409);
        }
        assertThat(node.census()).isEqualTo(new ChatVerticle.Census(0, 0, 0));
    }

    @Test
    void aClientThatAnswersNoPingIsCut(Vertx vertx) {
        ChatSettings of = ChatNode.CHAT;
        ChatSettings hasty = new ChatSettings(
                1,
                of.maxFrameBytes(),
                of.maxTextChars(),
                of.maxDepth(),
                of.framesPerSecond(),
                of.viewerSoftBytes(),
                of.viewerHardBytes(),
                of.roomsPerConnection(),
                of.requestTimeoutMs(),
                of.revCheckMs(),
                PING_MS);
        ChatNode node = ChatNode.start(vertx, ChatNode.settings(hasty), 1);
        TestClient alive = node.inLobby("alive");
        try (RawSocket dead = RawSocket.upgraded(node, "/chat/websocket", "dead")) {
            dead.next("authenticated");
            assertThat(node.census().connections()).isEqualTo(2);

            Awaitility.await().until(() -> node.census().connections() == 1);
        }

        assertThat(alive.ask("ping", new JsonObject()).getString("event")).isEqualTo("pong");
    }

    @Test
    void twoVerticlesOnOnePortShowTheSame(Vertx vertx) {
        ChatNode node = ChatNode.start(vertx, ChatNode.settings(ChatNode.CHAT), 2);
        TestClient[] clients = new TestClient[4];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = node.inLobby("user" + i);
        }

        clients[0].say("lobby", "Hello");
        PendingReply reply = node.llm().nextRequested();
        node.llm().claim(reply);
        node.llm().say(reply, "Hi everybody");
        node.llm().complete(reply);

        for (TestClient client : clients) {
            client.untilEnds(1);
            assertThat(Transcript.of("lobby", client.read()).messages()).containsEntry(2L, "Hi everybody");
        }
    }
}
