package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.AuthSettings;
import dev.verbatim.config.RoomSettings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The public port besides the chat: who may come from where, the page, guests, errors. */
@ExtendWith(VertxExtension.class)
class HttpTest {
    private static final String FRIEND = "https://app.example.com";

    private static ChatNode withFriend(Vertx vertx) {
        AuthSettings auth = new AuthSettings(ChatNode.SECRET, true, 60, 0, 5000, "", "");
        return ChatNode.start(
                vertx,
                ChatNode.settings(ChatNode.CHAT, auth, new RoomSettings(false, "lobby", 50, 200), Set.of(FRIEND)),
                1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "",
                "https://evil.example",
                "https://app.example.com.evil.example",
                "https://app.example.com:444",
                "http://app.example.com",
                "HTTPS://APP.EXAMPLE.COM",
                "https://app.example.com/",
                "http://127.0.0.1:1",
                "http://127.0.0.1",
                "file://"
            })
    void aForeignOriginComesInNowhere(String origin, Vertx vertx) {
        ChatNode node = withFriend(vertx);
        Http http = Http.of(node);
        Map<String, String> from = Map.of("Origin", origin);

        for (String path : List.of("/chat/info", "/chat/000/s/websocket", "/chat/websocket")) {
            refused(http.get(path, from));
        }
        for (String path :
                List.of("/chat/000/s/xhr", "/chat/000/s/xhr_streaming", "/chat/000/s/xhr_send", "/api/guest")) {
            refused(http.post(path, from, "x"));
            refused(http.ask(HttpMethod.OPTIONS, path, from, ""));
        }
        Assertions.assertThatThrownBy(() -> upgrade(vertx, node, "/chat/websocket", origin))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(UpgradeRejectedException.class);
        Assertions.assertThatThrownBy(() -> upgrade(vertx, node, "/chat/000/s/websocket", origin))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(UpgradeRejectedException.class);
    }

    @Test
    void aNameThatWasMadeToPointToLoopbackIsForeign(Vertx vertx) {
        Http http = Http.of(withFriend(vertx));
        Map<String, String> rebound = Map.of("Host", "evil.example:8080", "Origin", "http://evil.example:8080");

        refused(http.get("/chat/info", rebound));
        refused(http.post("/api/guest", rebound, ""));
    }

    private static void refused(Http.Answer answer) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.headers().contains("Access-Control-Allow-Origin")).isFalse();
        assertThat(answer.headers().contains("Access-Control-Allow-Credentials"))
                .isFalse();
    }

    private static void upgrade(Vertx vertx, ChatNode node, String path, String origin) {
        WebSocketClient client = vertx.createWebSocketClient();
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(node.port())
                .setURI(path)
                .addHeader("Origin", origin);
        try {
            assertThat(Wait.on(client.connect(options))).isNotNull();
        } finally {
            Wait.on(client.close());
        }
    }

    @Test
    void theOwnOriginComesInAndNothingIsReflected(Vertx vertx) {
        ChatNode node = withFriend(vertx);
        Http http = Http.of(node);
        Map<String, String> own = Map.of("Origin", "http://127.0.0.1:" + node.port());

        for (Http.Answer answer : List.of(
                http.get("/chat/info", own),
                http.post("/chat/000/own/xhr", own, ""),
                http.get("/chat/info", Map.of()))) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers().contains("Access-Control-Allow-Origin")).isFalse();
            assertThat(answer.headers().contains("Access-Control-Allow-Credentials"))
                    .isFalse();
        }
        upgrade(vertx, node, "/chat/websocket", "http://127.0.0.1:" + node.port());
        upgrade(vertx, node, "/chat/websocket", "https://127.0.0.1:" + node.port());
        upgrade(vertx, node, "/chat/000/s/websocket", "http://127.0.0.1:" + node.port());
    }

    @Test
    void aConfiguredOriginComesInByName(Vertx vertx) {
        ChatNode node = withFriend(vertx);
        Http http = Http.of(node);
        Map<String, String> friend = Map.of("Origin", FRIEND, "Access-Control-Request-Headers", "x-evil");

        Http.Answer info = http.get("/chat/info", friend);
        Http.Answer preflight = http.ask(HttpMethod.OPTIONS, "/chat/000/s/xhr", friend, "");

        assertThat(info.headers().get("Access-Control-Allow-Origin")).isEqualTo(FRIEND);
        assertThat(info.headers().get("Vary")).containsIgnoringCase("origin");
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.headers().get("Access-Control-Allow-Origin")).isEqualTo(FRIEND);
        assertThat(preflight.headers().get("Access-Control-Allow-Headers")).isEqualTo("content-type");
        upgrade(vertx, node, "/chat/websocket", FRIEND);
    }

    @Test
    void aGuestGetsATokenThatIsGoodInTheLobby(Vertx vertx) {
        ChatNode node = ChatNode.start(vertx);
        Http.Answer answer = Http.of(node).post("/api/guest", Map.of(), "");

        JsonObject guest = answer.json();
        TestClient client = node.connect().auth(guest.getString("token"));
        JsonObject joined = client.join(guest.getString("roomId"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().get("Cache-Control")).isEqualTo("no-store");
        assertThat(guest.getString("userId")).startsWith("guest-");
        assertThat(client.read().get(0).getJsonObject("data").getString("name")).isEqualTo(guest.getString("name"));
        assertThat(client.read().get(0).getJsonObject("data").getString("expiresAt"))
                .isEqualTo(guest.getString("expiresAt"));
        assertThat(joined.getString("event")).isEqualTo("joined");
    }

    @Test
    void withoutGuestsThereAreNone(Vertx vertx) {
        AuthSettings closed = new AuthSettings(ChatNode.SECRET, false, 60, 0, 5000, "", "");
        ChatNode node = ChatNode.start(
                vertx,
                ChatNode.settings(ChatNode.CHAT, closed, new RoomSettings(false, "lobby", 50, 200), Set.of()),
                1);

        Http.Answer answer = Http.of(node).post("/api/guest", Map.of(), "");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.headers().get("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().getString("code")).isEqualTo("forbidden");
    }

    @Test
    void thePageIsServedOnceAndThenRevalidated(Vertx vertx) {
        Http http = Http.of(ChatNode.start(vertx));

        Http.Answer page = http.get("/", Map.of());
        Http.Answer again = http.get("/", Map.of("If-None-Match", page.headers().get("ETag")));
        Http.Answer head = http.ask(HttpMethod.HEAD, "/", Map.of(), "");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.headers().get("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.headers().get("Cache-Control")).isEqualTo("no-cache");
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(head.headers().get("Content-Length"))
                .isEqualTo(page.headers().get("Content-Length"));
        assertThat(http.get("/app/main.js", Map.of()).headers().get("Content-Type"))
                .startsWith("text/javascript");
    }

    @Test
    void everyAnswerKeepsBrowsersSafe(Vertx vertx) {
        Http http = Http.of(ChatNode.start(vertx));

        for (String path : List.of("/", "/app/main.js", "/nothing", "/chat/info", "/api/guest")) {
            Http.Answer answer = http.get(path, Map.of());
            assertThat(answer.headers().get("Content-Security-Policy"))
                    .contains("default-src 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'")
                    .doesNotContain("unsafe");
            assertThat(answer.headers().get("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.headers().get("Referrer-Policy")).isEqualTo("no-referrer");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/app",
                "/app/",
                "/app/none.js",
                "/../conf/verbatim.yaml",
                "/..%2fconf/verbatim.yaml",
                "/%2e%2e/conf/verbatim.yaml",
                "/app/..%5c..%5cx.js",
                "/.hidden.js",
                "//etc/passwd.txt",
                "/db/migration/x.sql"
            })
    void whatIsNotAPageIsAProblem(String path, Vertx vertx) {
        Http.Answer answer = Http.of(ChatNode.start(vertx)).get(path, Map.of());

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.headers().get("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().getString("type")).isEqualTo("about:blank");
        assertThat(answer.json().getInteger("status")).isEqualTo(404);
        assertThat(answer.json().getString("code")).isEqualTo("not_found");
    }

    @Test
    void aWrongMethodIsAProblem(Vertx vertx) {
        Http.Answer answer = Http.of(ChatNode.start(vertx)).get("/api/guest", Map.of());

        assertThat(answer.status()).isIn(404, 405);
        assertThat(answer.headers().get("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void theDocumentsAreServed(Vertx vertx) throws IOException {
        Http http = Http.of(ChatNode.start(vertx));

        assertThat(http.get("/docs", Map.of()).headers().get("location")).isEqualTo("docs/");
        assertThat(http.get("/docs/", Map.of()).status()).isEqualTo(200);
        assertThat(http.get("/docs/asyncapi.yaml", Map.of()).body())
                .isEqualTo(Files.readString(Path.of("src/docs/asyncapi.yaml")));
    }
}
