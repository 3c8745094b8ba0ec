package dev.verbatim.faults;

import dev.verbatim.testing.FaultyProvider;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code kill -9} at random moments, in turns with a Postgres that goes on and one that dies with the gateway. Rounds: {@code -Dkills=50};
 * {@code -Dseed} repeats a run as far as threads allow it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillIT {
    private static final Logger LOG = LoggerFactory.getLogger(KillIT.class);
    private static final int DEFAULT_KILLS = 5;

    private final Vertx vertx = Vertx.vertx();
    private FaultyProvider provider;
    private Installation external;
    private Installation embedded;

    /** A round by number, with all that repeats it. */
    record Round(int number, long seed) {
        @Override
        public String toString() {
            return "round " + number + " -Dseed=" + seed;
        }
    }

    @BeforeAll
    void start() {
        provider = FaultyProvider.start(vertx).await();
        external = Installation.external(provider.baseUrl(), Map.of());
        embedded = Installation.embedded(provider.baseUrl(), Map.of());
    }

    @AfterAll
    void stop() {
        external.close();
        embedded.close();
        provider.close();
        vertx.close().await();
    }

    static Stream<Round> rounds() {
        long seed = Long.getLong("seed", System.nanoTime());
        LOG.info("kills seed={}", seed);
        return IntStream.range(0, Integer.getInteger("kills", DEFAULT_KILLS)).mapToObj(n -> new Round(n, seed + n));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rounds")
    void nothingAcknowledgedIsLostAndEveryReplyEndsOnce(Round round) {
        Installation installation = round.number() % 2 == 0 ? external : embedded;

        new KillRound(Integer.toString(round.number()), round.seed(), installation, provider).run();
    }
}
