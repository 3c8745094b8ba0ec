package dev.verbatim.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.config.SettingsReader;
import dev.verbatim.chat.auth.SigningKeys;
import dev.verbatim.chat.auth.TokenCheck;
import dev.verbatim.chat.auth.TokenMaker;
import dev.verbatim.chat.auth.TokenRequest;
import dev.verbatim.chat.auth.TokenRule;
import dev.verbatim.chat.auth.TokenVerdict;
import dev.verbatim.config.Catalogue;
import dev.verbatim.config.Settings;
import dev.verbatim.testing.KeyServer;
import dev.verbatim.testing.LogCapture;
import dev.verbatim.testing.Patience;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Published keys over a real connection: they come and go with what stands there, and whatever goes wrong leaves the old ones. */
class TokenKeysTest {
    private static final KeyPair FIRST = SigningKeys.rsa();
    private static final KeyPair SECOND = SigningKeys.ec();
    private static final String NEVER_MS = "3600000";
    private static final long COOLDOWN_MS = 1_000;
    private static final int FAR_TOO_LARGE = 10 << 20;

    private final Vertx vertx = Vertx.vertx();
    private KeyServer server;
    private LogCapture log;
    private Settings settings;
    private TokenKeys keys;

    @BeforeEach
    void start() {
        server = KeyServer.start(vertx);
        log = LogCapture.open();
    }

    @AfterEach
    void stop() {
        keys.stop().await();
        server.close();
        vertx.close().await();
        log.close();
        assertThat(log.lines()).noneMatch(line -> line.contains("Client is closed"));
    }

    /** With all the time that a machine may stand still in the middle of a reading. */
    private void readKeys(String refreshMs, String cooldownMs) throws IOException {
        readKeys(refreshMs, cooldownMs, String.valueOf(Patience.MS));
    }

    private void readKeys(String refreshMs, String cooldownMs, String timeoutMs) throws IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put("VERBATIM_AUTH_JWKS_URL", server.url().toString());
        environment.put("VERBATIM_AUTH_JWKS_REFRESH_MS", refreshMs);
        environment.put("VERBATIM_AUTH_JWKS_COOLDOWN_MS", cooldownMs);
        environment.put("VERBATIM_AUTH_JWKS_TIMEOUT_MS", timeoutMs);
        String defaults = Files.readString(Path.of("conf/verbatim.yaml"));
        settings = new SettingsReader(defaults, "", environment, 1).read(new Catalogue(List.of(), List.of()));
        keys = TokenKeys.create(vertx, settings);
        keys.start().await();
    }

    private static String set(String kid, KeyPair pair) {
        return SigningKeys.set(SigningKeys.jwk(pair, kid));
    }

    private TokenVerdict look(KeyPair pair, String kid) {
        TokenMaker maker = SigningKeys.maker(pair, kid);
        long now = System.currentTimeMillis();
        String token = maker.make(TokenRequest.of("ada", "Ada", now, now + 600_000));
        return new TokenCheck(settings.auth()).look(token, keys.ring(), now);
    }

    private String standing() {
        Future<String> standing = keys.standing();
        return standing.otherwise(cause -> "down: " + cause.getMessage()).await();
    }

    @Test
    void theKeysAreThereOnceItHasStarted() throws IOException {
        server.publish(set("1", FIRST));

        readKeys(NEVER_MS, NEVER_MS);

        assertThat(look(FIRST, "1").isGood()).isTrue();
        assertThat(standing()).matches("1 keys, published ones read \\d+ s ago");
        assertThat(server.asked()).isEqualTo(1);
    }

    @Test
    void aKeyThatIsPublishedNoMoreIsNoLongerTaken() throws IOException {
        server.publish(set("1", FIRST));
        readKeys("100", "100");

        server.publish(set("2", SECOND));

        Awaitility.await().until(() -> look(SECOND, "2").isGood());
        assertThat(look(FIRST, "1").isGood()).isFalse();
    }

    @Test
    void anUnknownKeyIsAskedForOncePerCooldownHoweverOftenItIsNamed() throws IOException {
        server.publish(set("1", FIRST));
        readKeys(NEVER_MS, String.valueOf(COOLDOWN_MS));
        int before = server.asked();
        AtomicLong asked = new AtomicLong();
        Awaitility.await().until(() -> {
            asked.set(System.nanoTime());
            return keys.refetch().await();
        });

        int more = 0;
        for (int i = 0; i < 50; i++) {
            more += keys.refetch().await() ? 1 : 0;
        }

        // None, unless the machine stood still for as long as a cooldown.
        long passedMs = Duration.ofNanos(System.nanoTime() - asked.get()).toMillis() + 1;
        assertThat((long) more).isLessThanOrEqualTo(passedMs / COOLDOWN_MS);
        assertThat(server.asked()).isEqualTo(before + 1 + more);
    }

    @Test
    void whoAsksWhileAReadingIsUnderwayWaitsForIt() throws IOException {
        server.publish(set("1", FIRST));
        readKeys(NEVER_MS, "100");
        CopyOnWriteArrayList<HttpServerRequest> waiting = new CopyOnWriteArrayList<>();
        Awaitility.await().until(() -> {
            server.answer(waiting::add);
            keys.refetch();
            return !waiting.isEmpty();
        });

        Future<Boolean> second = keys.refetch();
        waiting.get(0).response().end(set("2", SECOND));

        assertThat(second.await()).isTrue();
        assertThat(waiting).hasSize(1);
        assertThat(look(SECOND, "2").isGood()).isTrue();
    }

    @Test
    void whoHasStoppedReadsNoMore() throws IOException {
        server.publish(set("1", FIRST));
        readKeys("100", "100");
        CopyOnWriteArrayList<HttpServerRequest> waiting = new CopyOnWriteArrayList<>();
        server.answer(waiting::add);
        Awaitility.await().until(() -> !waiting.isEmpty());

        keys.stop().await();
        waiting.get(0).response().setStatusCode(503).end();

        Awaitility.await().during(Duration.ofMillis(500)).until(() -> waiting.size() == 1);
        assertThat(keys.refetch().await()).isFalse();
        assertThat(log.lines()).noneMatch(line -> line.contains("published keys not read"));
    }

    static Stream<Arguments> failures() {
        Map<String, Consumer<HttpServerRequest>> all = new LinkedHashMap<>();
        all.put("status 503", request -> request.response().setStatusCode(503).end());
        all.put("status 404", request -> request.response().setStatusCode(404).end(set("2", SECOND)));
        all.put("status 302", request -> redirect(request, 302));
        all.put("status 307", request -> redirect(request, 307));
        all.put(
                "not answered within 500 ms",
                request -> assertThat(request.path()).isNotEmpty());
        all.put("not answered within", request -> drip(request.response()));
        all.put("larger than 262144 bytes", request -> request.response().end(Buffer.buffer(new byte[FAR_TOO_LARGE])));
        all.put("larger than 262144 bytes ", request -> endless(request.response()));
        all.put("not a set of keys", request -> request.response().end("<html>Sign in</html>"));
        all.put("not a set of keys ", request -> request.response().end(Buffer.buffer(new byte[1000])));
        all.put("no key that could be used", request -> request.response().end("{\"keys\":[]}"));
        all.put("closed", request -> request.connection().close());
        return all.entrySet().stream().map(failure -> Arguments.of(failure.getKey(), failure.getValue()));
    }

    private static void redirect(HttpServerRequest request, int status) {
        request.response()
                .setStatusCode(status)
                .putHeader("Location", "/elsewhere")
                .end();
    }

    private static void drip(HttpServerResponse response) {
        if (!response.headWritten()) {
            response.setChunked(true);
        }
        response.write(" ").onSuccess(written -> Vertx.currentContext().owner().setTimer(50, tick -> drip(response)));
    }

    private static void endless(HttpServerResponse response) {
        response.setChunked(true);
        Buffer block = Buffer.buffer(new byte[64 * 1024]);
        Runnable[] again = new Runnable[1];
        again[0] = () -> response.write(block).onSuccess(written -> again[0].run());
        again[0].run();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void whateverGoesWrongLeavesTheOldKeysAndIsSaid(String reason, Consumer<HttpServerRequest> wrong)
            throws IOException {
        server.publish(set("1", FIRST));
        readKeys("100", "100", "500");
        Awaitility.await().until(() -> look(FIRST, "1").isGood());

        server.answer(wrong);
        // On a busy machine a reading may run out of its time before; the next one says what is wrong.
        Awaitility.await().until(() -> standing().toLowerCase(Locale.ROOT).contains(reason.strip()));

        assertThat(standing()).startsWith("1 keys");
        assertThat(look(FIRST, "1").isGood()).isTrue();
        assertThat(server.askedElsewhere()).isZero();
        assertThat(log.lines())
                .anyMatch(line -> line.contains("published keys not read") && line.contains("keys=1"))
                .noneMatch(line -> line.contains("Sign in"));
        server.publish(set("2", SECOND));
        Awaitility.await().until(() -> look(SECOND, "2").isGood());
        Awaitility.await().until(() -> !standing().contains("failed"));
    }

    @Test
    void aServerThatIsDownAtTheStartIsAskedAgainUntilItIsUp() throws IOException {
        readKeys("100", "100");
        assertThat(standing())
                .isEqualTo("down: 0 keys, published ones read never, the last reading failed: status 503");
        assertThat(look(FIRST, "1").broken()).isEqualTo(TokenRule.KEY);

        server.publish(set("1", FIRST));

        Awaitility.await().until(() -> look(FIRST, "1").isGood());
    }

    @Test
    void aKeyWhosePrivateHalfIsPublishedIsNoLongerTaken() throws IOException {
        server.publish(set("1", FIRST));
        readKeys("100", "100");

        server.publish(SigningKeys.set(SigningKeys.privateJwk(FIRST, "1")));

        Awaitility.await().until(() -> !look(FIRST, "1").isGood());
        assertThat(standing()).startsWith("down: 0 keys");
        String secretPart = SigningKeys.privateJwk(FIRST, "1").getString("d");
        assertThat(log.lines())
                .anyMatch(line -> line.contains("published keys hold a private key"))
                .noneMatch(line -> line.contains(secretPart));
    }

    /** Whoever could stand in for the server could make tokens. */
    @Test
    void aServerWhoseCertificateNobodyTrustsIsNotBelieved(@TempDir Path folder) throws Exception {
        server.close();
        server = KeyServer.start(vertx, withOwnCertificate(folder.resolve("own.p12")));
        server.publish(set("1", FIRST));

        readKeys(NEVER_MS, NEVER_MS);

        assertThat(standing())
                .startsWith("down: 0 keys")
                .contains("the last reading failed")
                .contains("SSL");
        assertThat(look(FIRST, "1").isGood()).isFalse();
        assertThat(server.asked()).isZero();
    }

    private static HttpServerOptions withOwnCertificate(Path store) throws IOException, InterruptedException {
        Process made = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "own",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit")
                .inheritIO()
                .start();
        assertThat(made.waitFor()).isZero();
        PfxOptions certificate = new PfxOptions().setPath(store.toString()).setPassword("changeit");
        return new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate);
    }
}
