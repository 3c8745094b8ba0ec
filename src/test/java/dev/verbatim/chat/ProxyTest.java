package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.DoorSettings;
import dev.verbatim.config.ForwardedHeader;
import dev.verbatim.config.HttpLimits;
import dev.verbatim.config.RateLimits;
import dev.verbatim.testing.LogCapture;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a proxy says is believed where it is listed, and nobody else's word is. Requests are few: one address may make ten. */
@ExtendWith(VertxExtension.class)
class ProxyTest {
    private static final String PROXY = "127.0.0.9";
    private static final String SECOND_PROXY = "10.0.0.9";
    private static final int AT_ONCE = 10;

    private static final int FAR_TOO_MANY = 10_000;

    private final List<RawSocket> sockets = new ArrayList<>();
    private ChatNode node;
    private long started;

    @AfterEach
    void close() {
        sockets.forEach(RawSocket::close);
    }

    private Http start(Vertx vertx, ForwardedHeader header, String from) {
        return start(vertx, header, from, 10_000);
    }

    private Http start(Vertx vertx, ForwardedHeader header, String from, int lines) {
        HttpLimits limits = new HttpLimits(10_000, lines, 10_000, 10_000, Set.of(PROXY, SECOND_PROXY));
        DoorSettings door = new DoorSettings(new RateLimits(1, 1000, 1000), "", header, null, ChatNode.UNSENT_BYTES);
        node = ChatNode.start(vertx, ChatNode.settings(limits, door), 1);
        started = System.nanoTime();
        return Http.from(node, from);
    }

    /** Since the node was started: with each of them an address may ask once more. */
    private int secondsPassed() {
        return (int) Duration.ofNanos(System.nanoTime() - started).plusMillis(1).toSeconds();
    }

    /** How many of these are answered, other than by a refusal. */
    private static int served(Http http, Map<String, String> headers, int asked) {
        int served = 0;
        for (int i = 0; i < asked; i++) {
            served += http.get("/icon.svg", headers).status() == 200 ? 1 : 0;
        }
        return served;
    }

    private static Map<String, String> xFor(String value) {
        return Map.of("X-Forwarded-For", value);
    }

    @Test
    void whoAsksTooOftenIsToldWhenToComeBack(Vertx vertx) {
        Http http = start(vertx, ForwardedHeader.NONE, "127.0.0.1");
        int served = 0;
        Http.Answer refused = http.get("/icon.svg", Map.of());
        while (refused.status() == 200 && served < FAR_TOO_MANY) {
            served++;
            refused = http.get("/icon.svg", Map.of());
        }

        assertThat(served).isBetween(AT_ONCE, AT_ONCE + secondsPassed());
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers().get("Content-Type")).isEqualTo("application/problem+json");
        assertThat(refused.json().getString("code")).isEqualTo("rate_limited");
        assertThat(Integer.parseInt(refused.headers().get("Retry-After"))).isBetween(1, AT_ONCE);
        assertThat(served(Http.from(node, "127.0.0.2"), Map.of(), 1)).isEqualTo(1);
    }

    @Test
    void handshakesAndPollsCountToo(Vertx vertx) {
        Http http = start(vertx, ForwardedHeader.NONE, "127.0.0.1");
        for (int i = 0; i < AT_ONCE / 2; i++) {
            http.get("/chat/websocket", Map.of());
            http.post("/chat/000/s" + i + "/xhr", Map.of(), "");
        }

        int more = 0;
        while (more < FAR_TOO_MANY && http.get("/chat/websocket", Map.of()).status() != 429) {
            more++;
        }
        while (more < FAR_TOO_MANY
                && http.post("/chat/000/t" + more + "/xhr", Map.of(), "").status() != 429) {
            more++;
        }

        assertThat(more).isLessThanOrEqualTo(secondsPassed());
    }

    @Test
    void manyAreBehindAProxyThatNamesNobody(Vertx vertx) {
        Http http = start(vertx, ForwardedHeader.X_FORWARDED, PROXY);

        assertThat(served(http, Map.of(), 3 * AT_ONCE)).isEqualTo(3 * AT_ONCE);
        assertThat(served(http, xFor("unknown"), 3 * AT_ONCE)).isEqualTo(3 * AT_ONCE);
    }

    @Test
    void whoeverAProxyNamesHasItsOwnRate(Vertx vertx) {
        Http http = start(vertx, ForwardedHeader.X_FORWARDED, PROXY);

        assertThat(served(http, xFor("192.0.2.1"), 2 * AT_ONCE)).isBetween(AT_ONCE, AT_ONCE + secondsPassed());
        assertThat(served(http, xFor("192.0.2.2"), 1)).isEqualTo(1);
    }

    /** What a client wrote itself stands to the left of what the proxies added. */
    @Test
    void theRightmostAddressThatIsNoProxysCounts(Vertx vertx) {
        Http http = start(vertx, ForwardedHeader.X_FORWARDED, PROXY);

        int served = 0;
        for (int i = 0; i < 2 * AT_ONCE; i++) {
            served += served(http, xFor("198.51.100." + i + ", 192.0.2.1, " + SECOND_PROXY), 1);
        }

        assertThat(served).isBetween(AT_ONCE, AT_ONCE + secondsPassed());
    }

    @Test
    void oneIpv6NetworkIsOneClient(Vertx vertx) {
        Http http = start(vertx, ForwardedHeader.X_FORWARDED, PROXY);

        int served = 0;
        for (int i = 0; i < 2 * AT_ONCE; i++) {
            served += served(http, xFor("2001:db8::" + (i + 1)), 1);
        }

        assertThat(served).isBetween(AT_ONCE, AT_ONCE + secondsPassed());
    }

    private static Map<String, String> saying(int i) {
        String address = "198.51.100." + i;
        return Map.of("X-Forwarded-For", address, "Forwarded", "for=" + address, "X-Real-IP", address, "Via", "1.1 x");
    }

    @ParameterizedTest
    @EnumSource(ForwardedHeader.class)
    void whoIsNoProxyIsNotBelieved(ForwardedHeader header, Vertx vertx) {
        Http http = start(vertx, header, "127.0.0.1");

        int served = 0;
        for (int i = 0; i < 2 * AT_ONCE; i++) {
            served += served(http, saying(i), 1);
        }

        assertThat(served).isBetween(AT_ONCE, AT_ONCE + secondsPassed());
    }

    /** A proxy that sets one of the two passes the other on as the client wrote it. */
    @Test
    void theOtherHeaderIsTheClientsOwn(Vertx vertx) {
        Http http = start(vertx, ForwardedHeader.FORWARDED, PROXY);

        int served = 0;
        for (int i = 0; i < 2 * AT_ONCE; i++) {
            Map<String, String> said = new HashMap<>(saying(i));
            said.put("Forwarded", "for=192.0.2.1");
            served += served(http, said, 1);
        }

        assertThat(served).isBetween(AT_ONCE, AT_ONCE + secondsPassed());
    }

    @Test
    void whatIsWrittenDownNamesTheClientAndNotItsProxy(Vertx vertx) {
        Http http = start(vertx, ForwardedHeader.X_FORWARDED, PROXY);
        try (LogCapture log = LogCapture.open()) {
            http.post("/api/logout", Map.of("X-Forwarded-For", "192.0.2.7", "Authorization", "Bearer x.y.z"), "");
            http.post("/api/logout", withToken("192.0.2.8", ChatNode.token("ada")), "");

            Awaitility.await()
                    .untilAsserted(() -> assertThat(String.join("", log.lines()))
                            .contains("event=token_refused address=\"192.0.2.7\"")
                            .contains("event=logged_out address=\"192.0.2.8\" tenant=\"main\" user=\"ada\""));
        }
    }

    private static Map<String, String> withToken(String client, String token) {
        return Map.of("X-Forwarded-For", client, "Authorization", "Bearer " + token);
    }

    private static Map<String, String> from(String origin, String proto, String host) {
        return Map.of(
                "Origin", origin, "X-Forwarded-For", "192.0.2.1", "X-Forwarded-Proto", proto, "X-Forwarded-Host", host);
    }

    @Test
    void theOwnOriginIsWhatTheProxySays(Vertx vertx) {
        Http http = start(vertx, ForwardedHeader.X_FORWARDED, PROXY);

        assertThat(http.get("/chat/info", from("https://chat.example.com", "https", "chat.example.com"))
                        .status())
                .isEqualTo(200);
        for (Map<String, String> foreign : List.of(
                from("http://chat.example.com", "https", "chat.example.com"),
                from("https://chat.example.com:8443", "https", "chat.example.com"),
                from("https://evil.example", "https", "chat.example.com"),
                from("https://evil.example", "https", "evil.example, chat.example.com"),
                from("https://evil.example", "https", "evil.example/"))) {
            assertThat(http.get("/chat/info", foreign).status())
                    .as(foreign.toString())
                    .isEqualTo(403);
        }
    }

    @Test
    void nobodyElseSaysWhatTheOwnOriginIs(Vertx vertx) {
        Http http = start(vertx, ForwardedHeader.X_FORWARDED, "127.0.0.1");

        assertThat(http.get("/chat/info", from("https://evil.example", "https", "evil.example"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void browsersAreToldToStayWithTlsWhereThereIsSome(Vertx vertx) {
        Http http = start(vertx, ForwardedHeader.X_FORWARDED, PROXY);

        Http.Answer secure = http.get("/", from("https://c.example", "https", "c.example"));
        Http.Answer plain = http.get("/", from("http://c.example", "http", "c.example"));
        Http.Answer forged = Http.from(node, "127.0.0.1").get("/", from("https://c.example", "https", "c.example"));

        assertThat(secure.headers().get("Strict-Transport-Security")).startsWith("max-age=");
        assertThat(plain.headers().contains("Strict-Transport-Security")).isFalse();
        assertThat(forged.headers().contains("Strict-Transport-Security")).isFalse();
    }

    private int handshake(String client) {
        RawSocket socket = RawSocket.connect(node.port(), PROXY);
        sockets.add(socket);
        String head = socket.ask(RawSocket.handshake("/chat/websocket", List.of("X-Forwarded-For: " + client)));
        return Integer.parseInt(head.split(" ")[1]);
    }

    /** Its connections are the proxy's, which has as many as it likes. */
    @Test
    void oneClientOfAProxyHasOnlySoManyLines(Vertx vertx) {
        start(vertx, ForwardedHeader.X_FORWARDED, PROXY, 3);
        Http http = Http.from(node, PROXY);

        assertThat(handshake("192.0.2.1")).isEqualTo(101);
        assertThat(handshake("192.0.2.1")).isEqualTo(101);
        assertThat(http.post("/chat/000/third/xhr", xFor("192.0.2.1"), "").status())
                .isEqualTo(200);
        assertThat(handshake("192.0.2.1")).isEqualTo(429);
        assertThat(http.post("/chat/000/fourth/xhr", xFor("192.0.2.1"), "").status())
                .isEqualTo(429);
        assertThat(handshake("192.0.2.2")).isEqualTo(101);

        sockets.get(0).close();
        Awaitility.await().until(() -> node.census().connections() == 3);
        assertThat(handshake("192.0.2.1")).isEqualTo(101);
    }

    /** Behind one proxy all sessions came from one address, and only their ids kept them apart. */
    @Test
    void aSockJsSessionIsOnlyThereForTheClientThatOpenedIt(Vertx vertx) {
        Http http = start(vertx, ForwardedHeader.X_FORWARDED, PROXY);
        http.post("/chat/000/mine/xhr", xFor("192.0.2.1"), "");

        assertThat(http.post("/chat/000/mine/xhr", xFor("192.0.2.2"), "").status())
                .isEqualTo(404);
        assertThat(http.post("/chat/000/mine/xhr_send", xFor("192.0.2.2"), "[\"{}\"]")
                        .status())
                .isEqualTo(404);
        assertThat(http.post("/chat/000/mine/xhr_send", xFor("192.0.2.1"), "[\"{}\"]")
                        .status())
                .isEqualTo(204);
    }

    /** Browsers change the lower half of an IPv6 address as they like, also in the middle of a session. */
    @Test
    void aSockJsSessionIsThereForItsWholeNetwork(Vertx vertx) {
        Http http = start(vertx, ForwardedHeader.X_FORWARDED, PROXY);
        http.post("/chat/000/six/xhr", xFor("2001:db8:0:1::1"), "");
        http.post("/chat/000/mapped/xhr", xFor("::ffff:192.0.2.1"), "");

        assertThat(http.post("/chat/000/six/xhr_send", xFor("2001:db8:0:1:a:b:c:d"), "[\"{}\"]")
                        .status())
                .isEqualTo(204);
        assertThat(http.post("/chat/000/six/xhr", xFor("2001:db8:0:2::1"), "").status())
                .isEqualTo(404);
        assertThat(http.post("/chat/000/mapped/xhr_send", xFor("192.0.2.1"), "[\"{}\"]")
                        .status())
                .isEqualTo(204);
        assertThat(http.post("/chat/000/mapped/xhr_send", xFor("::ffff:192.0.2.2"), "[\"{}\"]")
                        .status())
                .isEqualTo(404);
    }
}
