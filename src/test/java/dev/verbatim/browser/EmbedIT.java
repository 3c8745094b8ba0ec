package dev.verbatim.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.chat.auth.SigningKeys;
import dev.verbatim.chat.auth.TokenRequest;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** What {@code embed.md} says works as it stands there: an application with keys of its own, its back end with curl, its page in a real browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EmbedIT {
    private static final int MOST_LINES = 30;
    private static final KeyPair KEYS = SigningKeys.ec();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private String guide = "";
    private HttpServer app = vertx.createHttpServer();
    private Gateway gateway;
    private String page = "";

    @BeforeAll
    void start() throws IOException {
        guide = Files.readString(Path.of("src/docs/embed.md"));
        app = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .await();
        String origin = "http://127.0.0.1:" + app.actualPort();
        gateway = Gateways.on(
                TestPostgres.freshDatabase(),
                Map.of(
                        "VERBATIM_AUTH_MODE", "production",
                        "VERBATIM_AUTH_GUESTS", "auto",
                        "VERBATIM_AUTH_SECRET", "",
                        "VERBATIM_AUTH_JWKS_URL", origin + "/.well-known/jwks.json",
                        "VERBATIM_HTTP_ALLOWED_ORIGINS", origin));
        page = block("html")
                .replace("http://127.0.0.1:8080", gateway.chatUrl().toString().replaceAll("/$", ""));
    }

    @AfterAll
    void stop() {
        gateway.close();
        vertx.close().await();
    }

    private void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/.well-known/jwks.json" -> request.response().end(SigningKeys.set(SigningKeys.jwk(KEYS, "k")));
            case "/token" ->
                request.response().end(new JsonObject().put("token", token()).encode());
            default ->
                request.response()
                        .putHeader("Content-Type", "text/html; charset=utf-8")
                        .end(page);
        }
    }

    private static String token() {
        long now = System.currentTimeMillis();
        return SigningKeys.maker(KEYS, "k").make(TokenRequest.of("ada", "Ada", now, now + 600_000));
    }

    private String block(String language) {
        return blocks(language).get(0);
    }

    private List<String> blocks(String language) {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(guide)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    @Order(1)
    void aBackEndMakesARoomAndAsksWithCurl() {
        String done = run(blocks("sh").get(0));

        assertThat(done).contains("\"roomId\":\"help\"", "\"replyId\":");
        Awaitility.await().atMost(PATIENCE).until(() -> run(blocks("sh").get(1)).contains("\"role\":\"assistant\""));
        assertThat(run(blocks("sh").get(1))).contains("42");
    }

    private String run(String script) {
        ProcessBuilder shell = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true);
        shell.environment().put("GATEWAY", gateway.chatUrl().toString().replaceAll("/$", ""));
        shell.environment().put("TOKEN", token());
        try {
            Process process = shell.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
            return said;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Order(2)
    void aPageOfThirtyLinesShowsTheRoomAndStreamsAnAnswer() {
        assertThat(block("html").lines().count()).isLessThanOrEqualTo(MOST_LINES);
        try (Browser browser = Browser.start()) {
            browser.driver().get("http://127.0.0.1:" + app.actualPort() + "/");
            Awaitility.await().atMost(PATIENCE).until(() -> log(browser).contains("42"));

            browser.driver().findElement(By.name("text")).sendKeys("What is 9 times 9?" + Keys.ENTER);

            Awaitility.await().atMost(PATIENCE).until(() -> log(browser).contains("81"));
            assertThat(browser.console()).isEmpty();
        }
    }

    private static String log(Browser browser) {
        return browser.driver().findElement(By.id("log")).getText();
    }
}
