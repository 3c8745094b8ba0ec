package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.HttpLimits;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
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

    private static final String POLL = "POST /chat/000/patient/xhr HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";

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

    /** Tries until somebody is in time: on a machine that stands still a request in order runs out of its time too. */
    private static RawSocket inTime(Supplier<@Nullable RawSocket> attempt) {
        AtomicReference<RawSocket> made = new AtomicReference<>();
        Awaitility.await().until(() -> {
            made.set(attempt.get());
            return made.get() != null;
        });
        return made.get();
    }

    /** A connection on which this was answered so; null if it was not. */
    private @Nullable RawSocket answered(String request, int status, Runnable meanwhile) {
        RawSocket socket = connect();
        if (socket.offer(request.getBytes(StandardCharsets.US_ASCII))) {
            meanwhile.run();
            if (socket.head().startsWith("HTTP/1.1 " + status)) {
                return socket;
            }
        }
        socket.close();
        return null;
    }

    private RawSocket answered(String request, int status) {
        return inTime(() -> answered(request, status, () -> {}));
    }

    private RawSocket upgraded(String path) {
        return answered(RawSocket.handshake(path, List.of("Authorization: Bearer " + ChatNode.token("ada"))), 101);
    }

    @Test
    void aLaterRequestHasNoMoreTimeThanTheFirst() {
        try (RawSocket eve = answered("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n", 200)) {
            eve.offer("HEAD / HTTP/1.1\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));

            drip(eve);
        }
    }

    @Test
    void aRequestThatCameWithAnotherOneHasNoMoreTimeEither() {
        String two = "HEAD / HTTP/1.1\r\nHost: x\r\n\r\nHEAD / HTTP/1.1\r\nX-Slow: ";
        try (RawSocket eve = answered(two, 200)) {
            drip(eve);
        }
    }

    /** What waits for an answer, or is a WebSocket, has all the time in the world. */
    @Test
    void whoAwaitsAnAnswerStays() {
        Http http = Http.of(besieged.node);
        http.post("/chat/000/patient/xhr", Map.of("Authorization", "Bearer " + ChatNode.token("ada")), "");
        assertThat(http.post("/chat/000/patient/xhr", Map.of(), "").body()).contains("authenticated");
        try (RawSocket plain = upgraded("/chat/websocket");
                RawSocket sockJs = upgraded("/chat/000/s/websocket");
                RawSocket poll = inTime(() -> answered(POLL, 200, this::pingLater))) {
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
        try (RawSocket ada = upgraded("/chat/websocket")) {
            for (byte part : ping) {
                elapsed(LONG_MS / ping.length);
                ada.send(new byte[] {part});
            }

            ada.next("pong");
        }
    }

    private void pingLater() {
        elapsed(LONG_MS);
        Http.of(besieged.node).post("/chat/000/patient/xhr_send", Map.of(), Http.sockJs("ping", new JsonObject()));
    }

    private void elapsed(long ms) {
        Wait.on(besieged.node.vertx.timer(ms, TimeUnit.MILLISECONDS));
    }
}
