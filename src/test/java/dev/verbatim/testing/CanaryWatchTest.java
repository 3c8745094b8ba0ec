package dev.verbatim.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

/** The watch over the whole suite's logs sees what it is for. */
class CanaryWatchTest {
    private final List<String> found = new CopyOnWriteArrayList<>();
    private final Logger log = watched();

    private Logger watched() {
        LoggerContext context = new LoggerContext();
        new CanaryWatch(found::add).install(context);
        Logger logger = context.getLogger("watched");
        logger.setLevel(Level.WARN);
        return logger;
    }

    @ParameterizedTest
    @ValueSource(strings = {Canary.KEY, Canary.SECRET, Canary.WORD + "12 "})
    void aSecretIsSeenBelowTheLevelThatIsPrinted(String secret) {
        log.trace("it is " + secret);
        log.debug("it is {}", secret);
        log.debug("they are {} {} {}", 1, new JsonObject().put("text", secret), 3);

        assertThat(found).hasSize(3).allMatch(line -> line.contains(secret));
    }

    @Test
    void aTokenIsSeen() {
        log.info("somebody came token={}", Jwt.of("ada"));

        assertThat(found).hasSize(1);
    }

    @Test
    void itIsSeenInCausesAndInWhatWasSuppressed() {
        IllegalStateException suppressing = new IllegalStateException("first");
        suppressing.addSuppressed(new IllegalArgumentException(Canary.WORD));

        log.info("it failed", new IllegalStateException(new IllegalArgumentException(Canary.KEY)));
        log.info("it failed key={}", "value", suppressing);

        assertThat(found).hasSize(2);
    }

    @Test
    void itIsSeenInTheContextOfALine() {
        MDC.put("who", Canary.WORD);

        log.info("somebody came");
        MDC.clear();

        assertThat(found).hasSize(1);
    }

    @Test
    void whoAsksIsToldToSpeak() {
        assertThat(log.isTraceEnabled()).isTrue();
        assertThat(log.isDebugEnabled()).isTrue();
    }

    @Test
    void aClassThatLetsOneOutFails() {
        LoggerContext context = new LoggerContext();
        CanaryExtension around = new CanaryExtension(context);
        around.beforeAll(null);
        around.afterAll(null);

        context.getLogger("leaky").trace("connecting with {}", Canary.KEY);

        assertThatThrownBy(() -> around.afterAll(null))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("leaky");
        around.afterAll(null);
    }

    @Test
    void aGatewayIsWatchedIfAsked() {
        LoggerContext context = new LoggerContext();

        assertThat(new CanaryConfigurator().configure(context)).isEqualTo(ExecutionStatus.INVOKE_NEXT_IF_ANY);

        assertThat(context.getTurboFilterList()).isEmpty();
    }

    @Test
    void everythingElseIsNotSeen() {
        log.info("reply finished room={} tokens={}", "canary-room", 12);
        log.warn("token refused head={}", "eyJhbGciOi", new IllegalStateException("eyJ"));
        log.error(null, (Throwable) null);

        assertThat(found).isEmpty();
    }
}
