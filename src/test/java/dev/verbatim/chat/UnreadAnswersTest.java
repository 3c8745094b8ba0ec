package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.chat.connection.Backlog;
import dev.verbatim.contract.ReadHistory;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients over HTTP that ask and do not read what they are answered. */
@ExtendWith(VertxExtension.class)
class UnreadAnswersTest {
    private static final int REQUESTS = 600;
    private static final int MESSAGES = 50;
    private static final int CHARS = 1000;
    private static final String TOKEN = "Authorization: Bearer " + ChatNode.token("eve");

    private final List<RawSocket> sockets = new ArrayList<>();
    private ChatNode node;
    private Backlog backlog;

    @BeforeEach
    void start(Vertx vertx) {
        node = ChatNode.start(vertx);
        backlog = Backlog.of(vertx, ChatNode.UNSENT_BYTES);
        TestClient ada = node.inLobby("ada");
        for (int i = 0; i < MESSAGES; i++) {
            JsonObject message = new JsonObject().put("roomId", "lobby").put("text", "x".repeat(CHARS));
            ada.ask("send", message.put("reply", false));
        }
    }

    @AfterEach
    void close() {
        sockets.forEach(RawSocket::close);
    }

    private RawSocket ask(int requests) {
        RawSocket eve = RawSocket.connect(node.port());
        sockets.add(eve);
        String request = "GET /api/rooms/lobby/messages?limit=50 HTTP/1.1\r\nHost: x\r\n" + TOKEN + "\r\n\r\n";
        eve.send(request.repeat(requests));
        return eve;
    }

    private void othersAreAnswered() {
        for (int i = 0; i < 20; i++) {
            assertThat(Http.of(node).get("/chat/info", Map.of()).status()).isEqualTo(200);
        }
    }

    @Test
    void whoAsksAThousandTimesIsAnsweredAsItReads() {
        RawSocket eve = ask(REQUESTS);
        Awaitility.await().until(() -> backlog.bytes() > 0);
        othersAreAnswered();

        assertThat(node.storage.asked(ReadHistory.class)).isLessThan(REQUESTS / 2);
        assertThat(backlog.bytes()).isLessThan(200_000);

        for (int i = 0; i < REQUESTS; i++) {
            assertThat(eve.body()).contains("xxx");
        }
        Awaitility.await().until(() -> backlog.bytes() == 0);
    }

    @Test
    void whatIsNotReadIsForgottenWithItsConnection() {
        ask(REQUESTS);
        Awaitility.await().until(() -> backlog.bytes() > 0);

        sockets.forEach(RawSocket::close);

        Awaitility.await().until(() -> backlog.bytes() == 0);
    }
}
