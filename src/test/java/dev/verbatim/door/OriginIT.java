package dev.verbatim.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.Rows;
import dev.verbatim.testing.TestPostgres;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Pages of other origins: 403 on every transport, no header that would let a browser hand them the answer, nothing stored. */
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
    private static final String FRIEND = "https://app.example.com";

    private Gateway gateway;
    private Rows rows;

    @BeforeAll
    void start() {
        String database = TestPostgres.freshDatabase();
        rows = Rows.of(database);
        gateway = Gateways.on(database, Map.of("VERBATIM_HTTP_ALLOWED_ORIGINS", FRIEND));
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
                "https://app.example.com.evil.example",
                "http://app.example.com",
                "https://app.example.com:8443",
                "https://APP.example.com",
                "");
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void isKeptOutOfEveryTransport(String pattern) throws IOException, InterruptedException {
        String origin = pattern.replace("HOST", gateway.chatUrl().getAuthority());
        Map<String, Long> before = rows.counts();

        for (String path : POSTED) {
            assertKeptOut(path, ask(path, "POST", origin));
            assertKeptOut(path, ask(path, "OPTIONS", origin));
        }
        for (String path : FETCHED) {
            assertKeptOut(path, ask(path, "GET", origin));
        }
        for (String path : UPGRADED) {
            assertKeptOut(path, refusedUpgrade(path, origin));
        }
        assertThat(rows.counts()).isEqualTo(before);
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
        String origin = pattern.replace("HOST", gateway.chatUrl().getAuthority());

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

    @Test
    void whatIsNoPageComesInAndMayNotBeSharedWithOne() throws IOException, InterruptedException {
        HttpResponse<?> info = ask("/chat/info", "GET", null);
        HttpResponse<?> poll = ask("/chat/000/{}/xhr", "POST", null);

        for (HttpResponse<?> response : List.of(info, poll)) {
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(corsOf(response.headers())).isEmpty();
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

    private HttpResponse<String> ask(String path, String method, String origin)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.chatUrl().resolve(fresh(path)))
                .method(method, method.equals("POST") ? BodyPublishers.ofString("[\"x\"]") : BodyPublishers.noBody());
        if (origin != null) {
            request.header("Origin", origin);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
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
