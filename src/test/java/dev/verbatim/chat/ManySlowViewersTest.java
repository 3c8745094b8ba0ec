package dev.verbatim.chat;

import static dev.verbatim.chat.RawSocket.TEXT;
import static dev.verbatim.chat.RawSocket.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.chat.connection.Backlog;
import dev.verbatim.config.ChatSettings;
import dev.verbatim.config.DoorSettings;
import dev.verbatim.config.ForwardedHeader;
import dev.verbatim.contract.PendingReply;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Viewers that do not read, each within its own bound: together they are bounded too. */
@ExtendWith(VertxExtension.class)
class ManySlowViewersTest {
    private static final int DEAF = 20;
    private static final int SOFT = 10_000;
    private static final int EACH = 1_000_000;
    private static final long TOGETHER = 4_000_000;
    private static final int PIECE = 32 * 1024;
    private static final int PIECES = 400;

    private final List<RawSocket> deaf = new ArrayList<>();

    @AfterEach
    void close() {
        deaf.forEach(RawSocket::close);
    }

    private static ChatNode start(Vertx vertx) {
        ChatSettings of = ChatNode.CHAT;
        ChatSettings chat = new ChatSettings(
                1,
                of.maxFrameBytes(),
                of.maxTextChars(),
                of.maxDepth(),
                of.framesPerSecond(),
                SOFT,
                EACH,
                of.roomsPerConnection(),
                of.requestTimeoutMs(),
                of.revCheckMs(),
                of.pingMs());
        DoorSettings door = new DoorSettings(ChatNode.DOOR.rates(), "", ForwardedHeader.NONE, null, TOGETHER);
        return ChatNode.start(vertx, ChatNode.settings(chat, door), 2);
    }

    @Test
    void theLargestGoAndWhoReadsNoticesNothing(Vertx vertx) {
        ChatNode node = start(vertx);
        Backlog backlog = Backlog.of(vertx, TOGETHER);
        TestClient ada = node.inLobby("ada");
        for (int i = 0; i < DEAF; i++) {
            RawSocket viewer = RawSocket.upgraded(node, "/chat/websocket", "deaf" + i);
            deaf.add(viewer);
            viewer.send(frame(TEXT, "{\"event\":\"join\",\"data\":{\"roomId\":\"lobby\"}}"));
            viewer.next("joined");
        }
        ada.say("lobby", "Hello");
        PendingReply reply = node.llm().nextRequested();
        node.llm().claim(reply);

        long most = 0;
        for (int i = 0; i < PIECES; i++) {
            int from = i * PIECE;
            node.llm().say(reply, "w".repeat(PIECE));
            ada.nextWhere(each -> each.getJsonObject("data").containsKey("token")
                    && each.getJsonObject("data").getInteger("offset") >= from);
            // The verticle that she is not of may be behind where the machine is busy: it is waited for too.
            node.chats.forEach(chat -> Wait.on(chat.census()));
            most = Math.max(most, backlog.bytes());
        }
        node.llm().complete(reply);
        ada.untilEnds(1);

        assertThat(Transcript.of("lobby", ada.read()).messages().get(2L)).hasSize(PIECES * PIECE);
        // Looked at once a piece: the moment at which the first are sent away may lie between two looks.
        assertThat(most).isGreaterThan(EACH).isLessThanOrEqualTo(TOGETHER + (long) DEAF * (SOFT + PIECE));
        Awaitility.await()
                .until(() -> node.chats.stream()
                                .mapToInt(chat -> Wait.on(chat.census()).connections())
                                .sum()
                        == 1);
        assertThat(backlog.bytes()).isZero();
    }
}
