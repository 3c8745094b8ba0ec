package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.chat.connection.Backlog;
import dev.verbatim.config.ChatSettings;
import dev.verbatim.contract.PendingReply;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A viewer that does not read gets fewer, larger frames, then is closed; its room mates notice nothing. */
@ExtendWith(VertxExtension.class)
class SlowViewerTest {
    private static final int PIECE = 32 * 1024;
    private static final int PIECES = 500;

    private static ChatSettings limits(int softBytes, int hardBytes) {
        ChatSettings of = ChatNode.CHAT;
        return new ChatSettings(
                1,
                of.maxFrameBytes(),
                of.maxTextChars(),
                of.maxDepth(),
                of.framesPerSecond(),
                softBytes,
                hardBytes,
                of.roomsPerConnection(),
                of.requestTimeoutMs(),
                of.revCheckMs(),
                of.pingMs());
    }

    private static PendingReply running(ChatNode node, TestClient sender) {
        sender.say("lobby", "Hello");
        PendingReply reply = node.llm().nextRequested();
        node.llm().claim(reply);
        return reply;
    }

    /** Speaks at the pace of the one who reads. */
    private static void speak(ChatNode node, PendingReply reply, TestClient reader) {
        for (int i = 0; i < PIECES; i++) {
            speak(node, reply, reader, i);
        }
        node.llm().complete(reply);
        reader.untilEnds(1);
    }

    private static void speak(ChatNode node, PendingReply reply, TestClient reader, int piece) {
        int from = piece * PIECE;
        node.llm().say(reply, "w".repeat(PIECE));
        reader.nextWhere(frame -> frame.getJsonObject("data").containsKey("token")
                && frame.getJsonObject("data").getInteger("offset") >= from);
    }

    /** Whoever is sent away owes nothing any more: what had grown is gone at once. */
    private static void speakUntilSomebodyIsSentAway(
            Vertx vertx, ChatNode node, PendingReply reply, TestClient reader) {
        Backlog backlog = Backlog.of(vertx, ChatNode.UNSENT_BYTES);
        long most = 0;
        for (int i = 0; i < PIECES && (most <= 3 * PIECE || backlog.bytes() > 0); i++) {
            speak(node, reply, reader, i);
            most = Math.max(most, backlog.bytes());
        }
    }

    @Test
    void whoReadsSlowlyGetsMergedDeltasAndAllOfTheText(Vertx vertx) {
        ChatNode node = ChatNode.start(vertx, ChatNode.settings(limits(10_000, 100_000_000)), 1);
        TestClient ada = node.inLobby("ada");
        TestClient slow = node.inLobby("slow");
        PendingReply reply = running(node, ada);
        slow.socket().pause();

        speak(node, reply, ada);
        slow.socket().resume();
        slow.untilEnds(1);

        Transcript adas = Transcript.of("lobby", ada.read());
        Transcript slows = Transcript.of("lobby", slow.read());
        assertThat(slows.messages()).isEqualTo(adas.messages());
        assertThat(slows.messages().get(2L)).hasSize(PIECES * PIECE);
        assertThat(slows.deltas()).isLessThan(adas.deltas());
    }

    @Test
    void whoDoesNotReadIsClosedAndNobodyElseNotices(Vertx vertx) {
        ChatNode node = ChatNode.start(vertx, ChatNode.settings(limits(10_000, 200_000)), 1);
        TestClient ada = node.inLobby("ada");
        TestClient deaf = node.inLobby("deaf");
        PendingReply reply = running(node, ada);
        deaf.socket().pause();

        speak(node, reply, ada);

        assertThat(Transcript.of("lobby", ada.read()).messages().get(2L)).hasSize(PIECES * PIECE);
        Awaitility.await().until(() -> node.census().connections() == 1);
        assertThat(ada.ask("ping", new JsonObject()).getString("event")).isEqualTo("pong");
    }

    @Test
    void whoReadsAgainInTimeLearnsWhyItWasClosed(Vertx vertx) {
        ChatNode node = ChatNode.start(vertx, ChatNode.settings(limits(10_000, 200_000)), 1);
        TestClient ada = node.inLobby("ada");
        TestClient deaf = node.inLobby("deaf");
        PendingReply reply = running(node, ada);
        deaf.socket().pause();

        speakUntilSomebodyIsSentAway(vertx, node, reply, ada);
        deaf.socket().resume();

        assertThat(deaf.closeCode()).isEqualTo(4408);
    }
}
