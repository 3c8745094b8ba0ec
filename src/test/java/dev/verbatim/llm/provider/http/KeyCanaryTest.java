package dev.verbatim.llm.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.verbatim.config.Catalogue;
import dev.verbatim.config.ProviderEntry;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.llm.provider.CallRecorder;
import dev.verbatim.llm.provider.ProviderDirectory;
import dev.verbatim.llm.provider.ProviderEnd;
import dev.verbatim.testing.LogCapture;
import dev.verbatim.testing.ProviderAttempt;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * A key that can be recognised goes along every way on which a request can fail (FAULTS S16): it is in no failure, no log line and no exception of
 * ours, whatever is wrong with the key itself.
 */
class KeyCanaryTest {
    private static final String CANARY = "plain.canary.5d1f7c";
    private static final List<Logger> LOGGERS = Stream.of("dev.verbatim", "io.vertx", "io.netty")
            .map(name -> (Logger) LoggerFactory.getLogger(name))
            .toList();

    private final ProviderHouse house = new ProviderHouse(ProviderHouse.PATIENT);
    private final LogCapture log = LogCapture.open();

    @BeforeEach
    void logEverything() {
        LOGGERS.forEach(logger -> logger.setLevel(Level.TRACE));
        LoggerFactory.getLogger(KeyCanaryTest.class).trace("everything is heard");
    }

    @AfterEach
    void close() {
        LOGGERS.forEach(logger -> logger.setLevel(null));
        log.close();
        house.close();
    }

    private ProviderEnd ask(String protocol, String baseUrl, String key, String model) {
        ProviderEntry entry =
                new ProviderEntry(protocol, protocol, baseUrl, "SOME_KEY", key, "answer", List.of("*"), "max_tokens");
        ProviderDirectory directory = Providers.create(
                house.vertx,
                new Catalogue(List.of(entry), List.of()),
                house.limits,
                house.routing,
                (name, number, state) -> {});
        assertThat(entry + " " + directory.routes(List.of(model)) + " " + directory.providers())
                .doesNotContain(CANARY);
        ProviderEnd end = CallRecorder.open(
                        house.vertx.getOrCreateContext(),
                        directory.resolve(model).provider(),
                        model)
                .end();
        directory.close();
        return end;
    }

    private void assertNowhere(ProviderEnd end) {
        assertThat(end.toString()).doesNotContain(CANARY);
        assertThat(end.status()).isEqualTo(EndStatus.FAILED);
        assertThat(end.failure()).isNotNull();
        assertThat(end.failure().text()).doesNotContain(CANARY);
        assertThat(log.lines())
                .anyMatch(line -> line.startsWith("everything is heard"))
                .noneMatch(line -> line.contains(CANARY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo-key",
                "echo-key-late-3",
                "echo-key-away",
                "status-401",
                "status-500",
                "html",
                "reset-head",
                "garbled",
                "gzip"
            })
    void whateverAProviderAnswers(String model) {
        for (String protocol : List.of("openai", "openai-responses", "anthropic")) {
            assertNowhere(ask(protocol, house.faulty.baseUrl(), CANARY, model));
        }
        assertThat(house.faulty.attempts()).allMatch(request -> CANARY.equals(key(request)));
    }

    private static String key(ProviderAttempt request) {
        String bearer = request.header("authorization");
        return bearer == null ? request.header("x-api-key") : bearer.replaceFirst("Bearer ", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\nX-Evil: 1", "\n", "\u0001", "\u0000", "\u007f"})
    void whateverIsWrongWithTheKey(String wrong) {
        String key = CANARY + wrong + CANARY;

        ProviderEnd end = ask("openai", house.faulty.baseUrl(), key, "echo-key");

        assertNowhere(end);
        assertThat(house.faulty.attempts()).allMatch(request -> request.header("x-evil") == null);
    }

    @Test
    void aHostThatSpeaksNoTls() {
        HostileServer plain = HostileServer.saying(house.vertx, "HTTP/1.1 400 Bad Request\r\n\r\n" + CANARY);

        ProviderEnd end = ask("openai", "https://127.0.0.1:" + plain.port() + "/v1", CANARY, "answer");

        assertNowhere(end);
        assertThat(end.failure().code()).isEqualTo(FailureCode.PROVIDER_UNAVAILABLE);
    }

    @Test
    void aPortWhereNobodyIs() {
        assertNowhere(ask("openai", "http://127.0.0.1:1/v1", CANARY, "answer"));
    }
}
