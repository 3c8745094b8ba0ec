package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.HttpLimits;
import dev.verbatim.contract.AcceptMessage;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and handshakes that are not in order: an answer of 4xx or an end, on every route; nothing is stored and nothing told of the inside. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRequestsTest {
    private static final int REQUEST_MS = 500;
    private static final int TOO_LONG = 200_000;
    private static final JsonObject EVE = new JsonObject().put("token", ChatNode.token("eve"));

    private Besieged besieged;
    private Http http;

    @BeforeAll
    void start() {
        besieged = Besieged.start(ChatNode.CHAT, new HttpLimits(10_000, 10_000, 10_000, REQUEST_MS, Set.of()));
        http = Http.of(besieged.node);
    }

    @AfterEach
    void nothingIsLeft() {
        besieged.recovered();
        assertThat(besieged.node.storage.asked(AcceptMessage.class)).isZero();
    }

    @AfterAll
    void stop() {
        besieged.close();
    }

    private RawSocket connect() {
        return RawSocket.connect(besieged.node.port());
    }

    private static int status(String head) {
        return head.isEmpty() ? 0 : Integer.parseInt(head.substring(9, 12));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            version 12      | Sec-WebSocket-Version: 13    | Sec-WebSocket-Version: 12
            version 0       | Sec-WebSocket-Version: 13    | X-None: 0
            no number       | Sec-WebSocket-Version: 13    | Sec-WebSocket-Version: x
            no key          | Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ== | X-None: 0
            no upgrade      | Upgrade: websocket           | X-None: 0
            other protocol  | Upgrade: websocket           | Upgrade: h2c
            no connection   | Connection: Upgrade          | Connection: keep-alive
            posted          | GET /                        | POST /
            put             | GET /                        | PUT /
            HTTP/1.0        | HTTP/1.1                     | HTTP/1.0
            no host         | Host: 127.0.0.1              | X-None: 0
            odd host        | Host: 127.0.0.1              | Host: %%%[
            """)
    void aHandshakeThatIsNotInOrderIsRefused(String what, String part, String instead) {
        for (HostileFramesTest.Door door : HostileFramesTest.Door.values()) {
            try (RawSocket eve = connect()) {
                String head = eve.ask(
                        RawSocket.handshake(door.path, List.of("Authorization: Bearer " + EVE.getString("token")))
                                .replace(part, instead));

                // Some oddities are allowed to a server; none may bring an error of its own.
                assertThat(status(head)).as("%s %s: %s", door, what, head).isIn(0, 101, 400, 404, 405, 426);
            }
        }
    }

    @Test
    void aHandshakeTakesNoLongBody() {
        for (HostileFramesTest.Door door : HostileFramesTest.Door.values()) {
            try (RawSocket eve = connect()) {
                eve.send(RawSocket.handshake(door.path, List.of("Content-Length: " + (1L << 40))));
                eve.offer(new byte[1 << 20]);

                assertThat(status(eve.head())).isIn(0, 413);
                assertThat(eve.isEnded()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n\r\n",
                "hello\r\n\r\n",
                "GET\r\n\r\n",
                "GET / HTTP/9.9\r\n\r\n",
                "GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nBad\0Name: 1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\n: nothing\r\n\r\n",
                "POST /api/guest HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                "POST /api/guest HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
                "POST /api/guest HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
                "POST /chat/000/s/xhr_send HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "POST /chat/000/s/xhr_send HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "POST /chat/000/s/xhr_send HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
                "POST /chat/000/s/xhr_send HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n",
                "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /chat/%00/%0d%0a/xhr HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /%c0%ae%c0%ae/ HTTP/1.1\r\nHost: x\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
                "CONNECT evil.example:80 HTTP/1.1\r\nHost: evil.example:80\r\n\r\n",
                "GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003\r\n\r\n"
            })
    void whatIsNoRequestIsRefusedOrEnded(String bytes) {
        try (RawSocket eve = connect()) {
            eve.offer((bytes + "GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));

            String head = eve.head();
            assertThat(status(head)).as(head).isNotEqualTo(500);
            assertThat(head).doesNotContain("Exception", "netty", "vertx");
        }
    }

    @Test
    void aHeadMayOnlyBeSoLong() {
        try (RawSocket eve = connect()) {
            assertThat(status(eve.ask("GET /" + "x".repeat(9000) + " HTTP/1.1\r\nHost: x\r\n\r\n")))
                    .isEqualTo(414);
        }
        try (RawSocket eve = connect()) {
            eve.offer(("GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + "x".repeat(20_000) + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            assertThat(status(eve.head())).isIn(0, 431);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /chat/000/big/xhr",
                "POST /chat/000/big/xhr_streaming",
                "POST /chat/000/big/xhr_send",
                "POST /api/guest",
                "POST /",
                "POST /nothing",
                "PUT /chat/000/big/xhr_send",
                "PATCH /api/guest",
                "DELETE /api/guest",
                "GET /",
                "GET /chat/info",
                "OPTIONS /chat/000/big/xhr_send",
                "GET /chat/websocket",
                "GET /chat/000/big/websocket"
            })
    void noRouteTakesALongBody(String request) {
        try (RawSocket eve = connect()) {
            String head = eve.ask(request + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + (1L << 40) + "\r\n\r\nx");
            assertThat(status(head)).as(head).isBetween(400, 499);
            assertThat(eve.isEnded()).isTrue();
        }
        try (RawSocket eve = connect()) {
            eve.send(request + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "2710\r\n" + "x".repeat(10_000) + "\r\n";
            for (int i = 0; i < TOO_LONG / 10_000; i++) {
                eve.offer(chunk.getBytes(StandardCharsets.ISO_8859_1));
            }
            assertThat(status(eve.head())).isIn(0, 400, 404, 405, 413);
            assertThat(eve.isEnded()).isTrue();
        }
    }

    @Test
    void aBodyWithinTheLimitIsTaken() {
        assertThat(http.post("/api/guest", Map.of(), "x".repeat(1000)).status()).isEqualTo(200);
    }

    @Test
    void whatIsNoArrayOfStringsIsRefused() {
        http.post("/chat/000/odd/xhr", Map.of(), "");
        for (String body : List.of(
                "",
                "x",
                "{}",
                "[1]",
                "[null]",
                "[\"a\",null]",
                "[[\"a\"]]",
                "[{}]",
                "null",
                "[\"a\"",
                "[\"a\"]]",
                "[\"\\ud800",
                "{\"a\":{\"a\":{\"a\":{\"a\":1}}}}")) {
            Http.Answer answer = http.post("/chat/000/odd/xhr_send", Map.of(), body);

            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(answer.json().getString("code")).as(body).isEqualTo("bad_frame");
        }
    }

    @Test
    void whatIsTooDeepOrNoUtf8IsRefusedOrMadeSafe() {
        http.post("/chat/000/deep/xhr", Map.of(), "");

        assertThat(http.post("/chat/000/deep/xhr_send", Map.of(), "[".repeat(100_000))
                        .status())
                .isEqualTo(400);
        try (RawSocket eve = connect()) {
            String head = eve.ask(
                    "POST /chat/000/deep/xhr_send HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n[\"\u00c3(\"]");
            assertThat(status(head)).isEqualTo(400);
        }
    }

    @Test
    void anOddContentTypeIsNoError() {
        http.post("/chat/000/form/xhr", Map.of("Authorization", "Bearer " + ChatNode.token("eve")), "");
        for (String type : List.of(
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "multipart/form-data",
                "text/plain; charset=none",
                "application/json; charset=utf-16")) {
            Map<String, String> odd = Map.of("Content-Type", type);

            int sent = http.post("/chat/000/form/xhr_send", odd, Http.sockJs("ping", new JsonObject()))
                    .status();
            int broken = http.post(
                            "/chat/000/form/xhr_send",
                            odd,
                            "--x\r\nContent-Disposition: form-data; name=\"" + "y".repeat(70_000))
                    .status();

            assertThat(sent).as(type).isIn(204, 400);
            assertThat(broken).as(type).isBetween(400, 499);
        }
    }

    @Test
    void whoLeavesInTheMiddleOfABodyIsNoError() {
        for (String route : List.of("/chat/000/gone/xhr_send", "/chat/000/gone/xhr_streaming", "/api/guest")) {
            try (RawSocket eve = connect()) {
                eve.send("POST " + route + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n[\"");
            }
        }
        assertThat(http.get("/", Map.of()).status()).isEqualTo(200);
    }
}
