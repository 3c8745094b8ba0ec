package dev.verbatim.chat;

import static dev.verbatim.chat.RawSocket.TEXT;
import static dev.verbatim.chat.RawSocket.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.DoorSettings;
import dev.verbatim.config.ForwardedHeader;
import dev.verbatim.config.RateLimits;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One person with many connections has the rate of one person. */
@ExtendWith(VertxExtension.class)
class ManyConnectionsTest {
    private static final int PER_SECOND = 5;
    private static final int CONNECTIONS = 20;
    private static final byte[] PING = frame(TEXT, "{\"event\":\"ping\"}");

    private final List<RawSocket> sockets = new ArrayList<>();
    private ChatNode node;

    @BeforeEach
    void start(Vertx vertx) {
        DoorSettings door = new DoorSettings(
                new RateLimits(1000, PER_SECOND, 1000), "", ForwardedHeader.NONE, null, ChatNode.UNSENT_BYTES);
        node = ChatNode.start(vertx, ChatNode.settings(ChatNode.LIMITS, door), 2);
    }

    @AfterEach
    void close() {
        sockets.forEach(RawSocket::close);
    }

    private RawSocket open(String userId, String from) {
        RawSocket socket = RawSocket.connect(node.port(), from);
        sockets.add(socket);
        socket.ask(RawSocket.handshake("/chat/websocket", List.of("Authorization: Bearer " + ChatNode.token(userId))));
        socket.next("authenticated");
        return socket;
    }

    private static JsonObject answer(RawSocket socket) {
        socket.send(PING);
        return new JsonObject(socket.next().text());
    }

    @Test
    void allConnectionsOfAPersonShareOneRate() {
        long from = System.nanoTime();
        int within = 0;
        List<JsonObject> refusals = new ArrayList<>();
        while (refusals.size() < PER_SECOND && within < 100 * CONNECTIONS) {
            JsonObject answer = answer(open("eve", "127.0.0.1"));
            if ("pong".equals(answer.getString("event"))) {
                within++;
            } else {
                refusals.add(answer.getJsonObject("data"));
            }
        }

        // A full bucket, and what came into it meanwhile.
        long passedMs = Duration.ofNanos(System.nanoTime() - from).toMillis() + 1;
        assertThat((long) within).isBetween(2L * PER_SECOND, 2 * PER_SECOND + passedMs * PER_SECOND / 1_000);
        assertThat(refusals).allSatisfy(data -> {
            assertThat(data.getString("code")).isEqualTo("rate_limited");
            assertThat(data.getLong("retryAfterMs")).isPositive();
        });
    }

    /** No connection sends more than one frame. */
    @Test
    void whoGoesOnOverManyConnectionsIsClosed() {
        int opened = 0;
        RawSocket.Frame answer = null;
        while (opened < 10 * CONNECTIONS && (answer == null || answer.opcode() != RawSocket.CLOSE)) {
            RawSocket eve = open("eve", "127.0.0.1");
            opened++;
            eve.send(PING);
            answer = eve.next();
        }

        assertThat(opened).isGreaterThan(4 * PER_SECOND);
        assertThat(ByteBuffer.wrap(answer.payload()).getShort()).isEqualTo((short) 4429);
    }

    @Test
    void othersAndOtherPlacesAreNotHeldBack() {
        for (int i = 0; i < 2 * PER_SECOND + 2; i++) {
            answer(open("eve", "127.0.0.1"));
        }

        assertThat(answer(open("ada", "127.0.0.1")).getString("event")).isEqualTo("pong");
        assertThat(answer(open("eve", "127.0.0.2")).getString("event")).isEqualTo("pong");
    }

    @Test
    void sessionsOverHttpAreConnectionsToo() {
        Http http = Http.of(node);
        StringBuilder told = new StringBuilder();
        // As many as it takes: the slower they come, the more of them are within the rate.
        for (int i = 0; i < 10 * CONNECTIONS && told.indexOf("rate_limited") < 0; i++) {
            String path = "/chat/000/many" + i + "/";
            http.post(path + "xhr", Map.of("Authorization", "Bearer " + ChatNode.token("eve")), "");
            http.post(path + "xhr_send", Map.of(), Http.sockJs("ping", new JsonObject()));
            told.append(http.post(path + "xhr", Map.of(), "").body());
        }

        assertThat(told).contains("pong", "rate_limited");
    }
}
