package dev.verbatim.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.Rows;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of other origins (FAULTS S1): 403 on every transport, no header that would let a browser hand them the answer, nothing stored. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OriginIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final List<String> POSTED =
            List.of("/chat/000/{}/xhr", "/chat/000/{}/xhr_send", "/chat/000/{}/xhr_streaming", "/api/guest");
    private static final List<String> FETCHED = List.of(
            "/chat/info",
            "/chat/000/{}/eventsource",
            "/chat/000/{}/htmlfile?c=x",
            "/chat/000/{}/jsonp?c=x",
            "/chat/000/{}/websocket",
            "/chat/websocket",
            "/chat/iframe.html");
    private static final List<String> UPGRADED = List.of("/chat/websocket", "/chat/000/{}/websocket");
    private static final String FRIEND = "https://verbatim.example";

    private Gateway gateway;
    private Rows rows;

    @BeforeAll
    void start() {
        String database = TestPostgres.freshDatabase();
        rows = Rows.of(database);
        // The SockJS library may open a session twice whose first two polls meet two event loops at once.
        gateway =
                Gateways.on(database, Map.of("VERBATIM_HTTP_ALLOWED_ORIGINS", FRIEND, "VERBATIM_CHAT_INSTANCES", "1"));
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    /** {@code HOST} stands for the gateway's own host and port. */
    static Stream<String> foreign() {
        return Stream.of(
                "https://evil.example",
                "null",
                "http://HOST.evil.example",
                "http://evil.example#HOST",
                "http://evil.example@HOST",
                "http://HOST@evil.example",
                "http://127.0.0.1:1",
                "http://127.0.0.1",
                "HTTP://HOST",
                "http://HOST/",
                "http://HOST, https://evil.example",
                "ftp://HOST",
                "http://HOST.",
                "http://localhost:PORT",
                "http://[::1]:PORT",
                "http://2130706433:PORT",
                "http://127.1:PORT",
                "http://127.0.0.1:0PORT",
                "ws://HOST",
                "wss://HOST",
                "NULL",
                "file://",
                "about:blank",
                "undefined",
                "https://verbatim.example.evil",
                "https://verbatim.example.evil.example",
                "https://evil-verbatim.example",
                "https://evilverbatim.example",
                "https://evil.verbatim.example",
                "https://verbatimxexample",
                "https://verbatim.example.",
                "https://verbatim.example/",
                "https://verbatim.example:443",
                "https://verbatim.example:8443",
                "https://verbatim.example@evil.example",
                "https://evil.example/?https://verbatim.example",
                "https://evil.example https://verbatim.example",
                "https://verbatim.example,https://evil.example",
                "http://verbatim.example",
                "wss://verbatim.example",
                "HTTPS://verbatim.example",
                "https://VERBATIM.example",
                "https://Verbatim.Example",
                "*",
                "");
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void isKeptOutOfEveryTransport(String pattern) throws IOException, InterruptedException {
        String origin = originOf(pattern);
        Map<String, Long> before = rows.counts();

        for (String path : POSTED) {
            assertKeptOut(path, ask(path, "POST", origin));
            assertKeptOut(path, ask(path, "OPTIONS", origin));
        }
        for (String path : FETCHED) {
            assertKeptOut(path, ask(path, "GET", origin));
        }
        for (String method : List.of("GET", "HEAD", "PUT", "DELETE", "PATCH")) {
            assertKeptOut(method, ask("/api/guest", method, origin));
        }
        for (String path : UPGRADED) {
            assertKeptOut(path, refusedUpgrade(path, origin));
        }
        assertThat(rows.counts()).isEqualTo(before);
    }

    private String originOf(String pattern) {
        URI own = gateway.chatUrl();
        return pattern.replace("HOST", own.getAuthority()).replace("PORT", Integer.toString(own.getPort()));
    }

    /** A browser names one origin; whoever names two hopes that only one is looked at. */
    @Test
    void twoOriginsAreNone() throws IOException, InterruptedException {
        String own = originOf("http://HOST");
        for (List<String> pair : List.of(
                List.of(own, "https://evil.example"), List.of("https://evil.example", FRIEND), List.of(own, own))) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(address("/chat/000/{}/xhr")).POST(BodyPublishers.noBody());
            pair.forEach(origin -> request.header("Origin", origin));

            assertKeptOut(pair.toString(), HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        }
    }

    /** What a browser asks before a request that is not simple. */
    @Test
    void aPreflightPromisesNothingToAForeignPage() throws IOException, InterruptedException {
        for (String path : POSTED) {
            HttpRequest request = HttpRequest.newBuilder(address(path))
                    .method("OPTIONS", BodyPublishers.noBody())
                    .header("Origin", "https://evil.example")
                    .header("Access-Control-Request-Method", "POST")
                    .header("Access-Control-Request-Headers", "authorization, content-type")
                    .build();

            assertKeptOut(path, HTTP.send(request, HttpResponse.BodyHandlers.ofString()));
        }
    }

    /** However a path is spelled, what it leads to stands behind the gate, or is not there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%63hat/info",
                "/chat%2Finfo",
                "//chat/info",
                "/./chat/info",
                "/app/../chat/info",
                "/chat/../chat/info",
                "/CHAT/info",
                "/chat;x=1/info",
                "/chat/info/",
                "/chat/info;x",
                "/chat",
                "/chat/",
                "/api",
                "/api/guest/",
                "/api/%67uest",
                "//api/guest",
                "/api/../api/guest",
                "/app/../api/guest",
                "/API/guest"
            })
    void noSpellingOfAPathLeadsAroundTheGate(String path) throws IOException, InterruptedException {
        for (String method : List.of("GET", "POST", "OPTIONS")) {
            HttpResponse<String> response = ask(path, method, "https://evil.example");

            assertThat(response.statusCode()).as(method).isBetween(400, 499);
            assertThat(corsOf(response.headers())).as(method).isEmpty();
            assertThat(response.body()).doesNotContain("\"token\"", "entropy");
        }
    }

    /** FAULTS S6: who our host is nobody says but the request itself; no proxy is trusted to. */
    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-Host", "X-Forwarded-Server", "X-Original-Host", "X-Host", "Forwarded"})
    void noHeaderMakesAForeignHostOurs(String header) throws IOException, InterruptedException {
        String value = header.equals("Forwarded") ? "host=evil.example;proto=https" : "evil.example";
        for (String path : POSTED) {
            HttpRequest.Builder request = HttpRequest.newBuilder(address(path)).POST(BodyPublishers.noBody());
            request.header(header, value).header("X-Forwarded-Proto", "https");

            HttpResponse<?> foreign = HTTP.send(
                    request.copy().header("Origin", "https://evil.example").build(),
                    HttpResponse.BodyHandlers.ofString());

            assertKeptOut(path, foreign);
        }
        HttpRequest own = HttpRequest.newBuilder(address("/chat/info"))
                .header(header, value)
                .header("Origin", originOf("http://HOST"))
                .build();
        assertThat(HTTP.send(own, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
    }

    /** RFC 6797 7.2: that a host is to be asked over TLS alone is said over TLS, by whoever ends it. */
    @Test
    void plainHttpPromisesNoTls() throws IOException, InterruptedException {
        for (String path : List.of("/", "/chat/info")) {
            assertThat(ask(path, "GET", null).headers().firstValue("Strict-Transport-Security"))
                    .isEmpty();
        }
    }

    /** The page itself is for everybody, and no other page may read it. */
    @Test
    void thePageIsNotSharedWithOtherOrigins() throws IOException, InterruptedException {
        HttpResponse<String> page = ask("/", "GET", "https://evil.example");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(corsOf(page.headers())).isEmpty();
    }

    @Test
    void aForeignPageCannotUseASessionThatIsOpen() {
        HttpSession ada = HttpSession.of(gateway.chatUrl(), Map.of("Origin", originOf("http://HOST")))
                .open();
        ada.send("auth", new JsonObject().put("token", ChatClient.guestToken(gateway.chatUrl())));
        ada.send("join", new JsonObject().put("roomId", "lobby"));
        ada.poll(frame -> "joined".equals(frame.getString("event")));
        HttpSession eve = ada.as(Map.of("Origin", "https://evil.example"));
        Map<String, Long> before = rows.counts();
        JsonObject message =
                new JsonObject().put("roomId", "lobby").put("text", "Forged").put("reply", false);

        assertThat(eve.send("send", message)).isEqualTo(403);
        assertThat(rows.counts()).isEqualTo(before);
        assertThat(ada.send("send", message.copy().put("text", "Mine"))).isEqualTo(204);
        for (String reading : List.of("xhr", "xhr_streaming")) {
            assertKeptOut(reading, eve.post(reading, ""));
        }
        ada.poll(frame -> frame.encode().contains("Mine"));
        assertThat(ada.first(frame -> "sent".equals(frame.getString("event")))).isNotNull();
    }

    private static void assertKeptOut(String path, HttpResponse<?> response) {
        assertThat(response.statusCode()).as(path).isEqualTo(403);
        assertThat(corsOf(response.headers())).as(path).isEmpty();
    }

    private static List<String> corsOf(HttpHeaders headers) {
        return headers.map().keySet().stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"))
                .toList();
    }

    static Stream<Arguments> known() {
        return Stream.of(Arguments.of("http://HOST", false), Arguments.of(FRIEND, true));
    }

    @ParameterizedTest
    @MethodSource("known")
    void ownAndConfiguredPagesComeIn(String pattern, boolean otherOrigin) throws IOException, InterruptedException {
        String origin = originOf(pattern);

        HttpResponse<?> info = ask("/chat/info", "GET", origin);
        HttpResponse<?> poll = ask("/chat/000/{}/xhr", "POST", origin);
        WebSocket plain = upgrade("/chat/websocket", origin);
        WebSocket sockJs = upgrade("/chat/000/{}/websocket", origin);

        for (HttpResponse<?> response : List.of(info, poll)) {
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().allValues("access-control-allow-origin"))
                    .isEqualTo(otherOrigin ? List.of(FRIEND) : List.of());
        }
        plain.abort();
        sockJs.abort();
    }

    /** A browser leaves its origin out only where a page of ours reads: who names none is no page, and has no cookie that we would take. */
    @Test
    void whatIsNoPageComesInAndMayNotBeSharedWithOne() throws IOException, InterruptedException {
        HttpResponse<?> info = ask("/chat/info", "GET", null);
        HttpResponse<?> guest = ask("/api/guest", "POST", null);
        HttpSession polling = HttpSession.of(gateway.chatUrl(), Map.of());
        HttpResponse<?> poll = polling.post("xhr", "");
        HttpResponse<?> send = polling.post("xhr_send", "[\"{}\"]");

        for (HttpResponse<?> response : List.of(info, guest, poll, send)) {
            assertThat(response.statusCode()).isBetween(200, 204);
            assertThat(corsOf(response.headers())).isEmpty();
        }
        for (ChatClient client :
                List.of(ChatClient.connect(gateway.chatUrl()), ChatClient.connectSockJs(gateway.chatUrl()))) {
            try (client) {
                client.authenticate(ChatClient.guestToken(gateway.chatUrl()));
            }
        }
    }

    /** Transports that no page of ours uses are not there, whoever asks. */
    @Test
    void otherTransportsAreNotThere() throws IOException, InterruptedException {
        for (String path : FETCHED.subList(1, 4)) {
            assertThat(ask(path, "GET", null).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(ask("/chat/iframe.html", "GET", null).statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> ask(String path, String method, @Nullable String origin)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address(path))
                .method(method, method.equals("POST") ? BodyPublishers.ofString("[\"x\"]") : BodyPublishers.noBody());
        if (origin != null) {
            request.header("Origin", origin);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The path as it is written here. */
    private URI address(String path) {
        return URI.create(gateway.chatUrl() + fresh(path));
    }

    private HttpResponse<?> refusedUpgrade(String path, String origin) {
        Throwable refusal = catchThrowable(() -> upgrade(path, origin));
        assertThat(refusal).as(path).hasCauseInstanceOf(WebSocketHandshakeException.class);
        return ((WebSocketHandshakeException) refusal.getCause()).getResponse();
    }

    private WebSocket upgrade(String path, String origin) {
        URI address = URI.create("ws://" + gateway.chatUrl().getAuthority() + fresh(path));
        return HTTP.newWebSocketBuilder()
                .header("Origin", origin)
                .buildAsync(address, new WebSocket.Listener() {})
                .join();
    }

    /** Each with a SockJS session of its own. */
    private static String fresh(String path) {
        return path.replace("{}", UUID.randomUUID().toString());
    }
}
