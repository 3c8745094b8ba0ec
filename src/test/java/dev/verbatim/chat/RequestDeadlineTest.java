package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.HttpLimits;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that take their time, byte by byte: they are ended, and only they. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestDeadlineTest {
    private static final int REQUEST_MS = 300;
    private static final int LONG_MS = 4 * REQUEST_MS;

    private Besieged besieged;

    @BeforeAll
    void start() {
        HttpLimits hasty = new HttpLimits(10_000, 10_000, 10_000, REQUEST_MS, Set.of());
        besieged = Besieged.start(ChatNode.CHAT, hasty);
    }

    @AfterEach
    void nothingIsLeft() {
        besieged.recovered();
    }

    @AfterAll
    void stop() {
        besieged.close();
    }

    private RawSocket connect() {
        return RawSocket.connect(besieged.node.port());
    }

    /** A byte at a time, until the other side is gone. */
    private static void drip(RawSocket socket) {
        Awaitility.await()
                .atMost(10, TimeUnit.SECONDS)
                .pollInterval(REQUEST_MS / 10, TimeUnit.MILLISECONDS)
                .until(() -> !socket.offer(new byte[] {'x'}));
    }

    @Test
    void whoSaysNothingIsEnded() {
        try (RawSocket eve = connect()) {
            assertThat(eve.isEnded()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /",
                "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
                "GET /chat/websocket HTTP/1.1\r\nUpgrade: websocket\r\nX-Slow: ",
                "POST /chat/000/slow/xhr_send HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n",
                "POST /chat/000/slow/xhr_streaming HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n",
                "POST /api/guest HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"
            })
    void whoDripsIsEnded(String begin) {
        try (RawSocket eve = connect()) {
            eve.send(begin);

            drip(eve);
        }
    }

    @Test
    void aLaterRequestHasNoMoreTimeThanTheFirst() {
        try (RawSocket eve = connect()) {
            assertThat(eve.ask("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 200");
            eve.send("HEAD / HTTP/1.1\r\nX-Slow: ");

            drip(eve);
        }
    }

    @Test
    void aRequestThatCameWithAnotherOneHasNoMoreTimeEither() {
        try (RawSocket eve = connect()) {
            eve.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\nHEAD / HTTP/1.1\r\nX-Slow: ");
            assertThat(eve.head()).startsWith("HTTP/1.1 200");

            drip(eve);
        }
    }

    /** What waits for an answer, or is a WebSocket, has all the time in the world. */
    @Test
    void whoAwaitsAnAnswerStays() {
        Http http = Http.of(besieged.node);
        http.post("/chat/000/patient/xhr", Map.of("Authorization", "Bearer " + ChatNode.token("ada")), "");
        try (RawSocket plain = RawSocket.upgraded(besieged.node, "/chat/websocket", "ada");
                RawSocket sockJs = RawSocket.upgraded(besieged.node, "/chat/000/s/websocket", "ada");
                RawSocket poll = connect()) {
            poll.send("POST /chat/000/patient/xhr HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
            assertThat(poll.body()).contains("authenticated");
            poll.close();
            try (RawSocket again = connect()) {
                again.send("POST /chat/000/patient/xhr HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
                elapsed();

                http.post("/chat/000/patient/xhr_send", Map.of(), Http.sockJs("ping", new JsonObject()));
                assertThat(again.head()).startsWith("HTTP/1.1 200");
            }
            for (RawSocket socket : List.of(plain, sockJs)) {
                socket.next("authenticated");
            }
            plain.send(RawSocket.frame(RawSocket.TEXT, "{\"event\":\"ping\"}"));
            plain.next("pong");
            sockJs.send(RawSocket.frame(RawSocket.TEXT, "[\"{\\\"event\\\":\\\"ping\\\"}\"]"));
            sockJs.next("pong");
        }
    }

    /** A frame may be slow: it is no request. */
    @Test
    void aSlowFrameIsNoSlowRequest() {
        byte[] ping = RawSocket.frame(RawSocket.TEXT, "{\"event\":\"ping\"}");
        try (RawSocket ada = RawSocket.upgraded(besieged.node, "/chat/websocket", "ada")) {
            for (byte part : ping) {
                elapsed(LONG_MS / ping.length);
                ada.send(new byte[] {part});
            }

            ada.next("pong");
        }
    }

    private void elapsed() {
        elapsed(LONG_MS);
    }

    private void elapsed(long ms) {
        Wait.on(besieged.node.vertx.timer(ms, TimeUnit.MILLISECONDS));
    }
}
