package dev.verbatim.llm.provider.http;

import static dev.verbatim.contract.EndStatus.FAILED;
import static dev.verbatim.llm.provider.CallRecorder.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verbatim.config.ProviderLimits;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.llm.provider.CallRecorder;
import dev.verbatim.llm.provider.ProviderState;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a provider is left alone, for how long, and what brings it back. */
class HttpProviderBreakerTest {
    private static final int FAILURES = 3;
    private static final long FOR_EVER = 600_000;
    private static final long REST_MS = 200;

    private final ManualClock clock = new ManualClock(Vertx.vertx());

    @AfterEach
    void close() {
        await(clock.close());
    }

    private ProviderHouse house(long restMs) {
        return new ProviderHouse(clock, new ProviderLimits(ProviderHouse.PATIENT, 100, FAILURES, 60_000, restMs));
    }

    /** Fails until the provider rests, and lets it. */
    private void rest(ProviderHouse house) {
        fail(house, FAILURES, "status-503");
        await().until(() -> house.states.contains(ProviderState.RESTING));
        clock.pass(REST_MS);
        await().until(() -> house.states.contains(ProviderState.PROBING));
    }

    private static void fail(ProviderHouse house, int times, String model) {
        for (int i = 0; i < times; i++) {
            house.open("openai", model).end();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"status-503", "cut-head", "html", "error-first"})
    void failuresOfTheHostOpenItAndThenNothingIsSent(String model) {
        try (ProviderHouse house = house(FOR_EVER)) {
            fail(house, FAILURES, model);
            await().until(() -> house.states.contains(ProviderState.RESTING));

            CallRecorder call = house.open("openai", "answer").assertFailed(FAILED, FailureCode.PROVIDER_UNAVAILABLE);

            assertThat(call.end().sent()).isFalse();
            assertThat(call.end().failure().retryAfterMs()).isEqualTo(FOR_EVER);
            assertThat(house.faulty.attempts()).hasSize(FAILURES);
            house.open("anthropic", "answer-2").assertComplete(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"status-400", "status-404", "status-413", "status-422", "status-429", "context"})
    void whatSpeaksAgainstTheRequestDoesNotCount(String model) {
        try (ProviderHouse house = house(FOR_EVER)) {
            fail(house, 2 * FAILURES, model);

            house.open("openai", "answer-2").assertComplete(2);
            assertThat(house.states).isSubsetOf(ProviderState.LIMITED);
        }
    }

    @Test
    void cancelledCallsDoNotCount() {
        try (ProviderHouse house = house(FOR_EVER)) {
            for (int i = 0; i < 2 * FAILURES; i++) {
                CallRecorder call = house.open("openai", "silent-first");
                int arrived = i + 1;
                await().until(() -> house.faulty.attempts().size() == arrived);
                await(call.cancel());
            }

            house.open("openai", "answer-2").assertComplete(2);
            assertThat(house.states).isEmpty();
        }
    }

    @Test
    void anAnswerCutAfterItsFirstContentDoesNotCount() {
        try (ProviderHouse house = house(FOR_EVER)) {
            fail(house, 2 * FAILURES, "cut-between");

            house.open("openai", "answer-2").assertComplete(2);
        }
    }

    @Test
    void aProbeThatBeginsToAnswerBringsItBackBeforeItEnds() {
        try (ProviderHouse house = house(REST_MS)) {
            rest(house);

            CallRecorder probe = house.open("openai", "endless");
            await(probe.firstDelta());
            await().until(() -> house.states.contains(ProviderState.USABLE));
            house.open("openai", "answer-2").assertComplete(2);

            assertThat(probe.hasEnded()).isFalse();
            await(probe.cancel());
            assertThat(house.states)
                    .containsExactly(ProviderState.RESTING, ProviderState.PROBING, ProviderState.USABLE);
        }
    }

    @Test
    void oneProbeAtATimeAndACancelledOneDoesNotBlockTheNext() {
        try (ProviderHouse house = house(REST_MS)) {
            rest(house);
            CallRecorder probe = house.open("openai", "silent-first");
            await().until(() -> !house.faulty.attempts("silent-first").isEmpty());

            CallRecorder other = house.open("openai", "answer").assertFailed(FAILED, FailureCode.PROVIDER_UNAVAILABLE);
            assertThat(other.end().sent()).isFalse();
            await(probe.cancel());
            await().until(() -> house.states.size() >= 3);
            clock.pass(REST_MS);

            await().until(() -> house.states.size() >= 4);
            house.open("openai", "answer-2").assertComplete(2);
            await().until(() -> house.states.contains(ProviderState.USABLE));
        }
    }

    @ParameterizedTest
    @CsvSource({"openai,status-401", "anthropic,status-401"})
    void aRefusedKeyTakesTheProviderOut(String protocol, String model) {
        try (ProviderHouse house = house(FOR_EVER)) {
            CallRecorder first = house.open(protocol, model).assertFailed(FAILED, FailureCode.PROVIDER_AUTH);
            assertThat(first.end().sent()).isTrue();

            CallRecorder second = house.open(protocol, "answer").assertFailed(FAILED, FailureCode.PROVIDER_AUTH);

            assertThat(second.end().sent()).isFalse();
            assertThat(house.faulty.attempts()).hasSize(1);
            assertThat(house.states).containsExactly(ProviderState.OUT);
            String usable = protocol.equals("openai") ? "anthropic" : "openai";
            assertThat(house.directory.resolve(null).providerName()).isEqualTo(usable);
            assertThat(house.directory.resolve(protocol + "/x").providerName()).isEqualTo(protocol);
        }
    }

    @ParameterizedTest
    @CsvSource({"openai,status-403", "anthropic,status-403", "openai,status-407"})
    void aRefusalThatIsNotAboutTheKeyTakesNobodyOut(String protocol, String model) {
        try (ProviderHouse house = house(FOR_EVER)) {
            house.open(protocol, model).assertFailed(FAILED, FailureCode.PROVIDER_AUTH);

            house.open(protocol, "answer-2").assertComplete(2);
            assertThat(house.states).isEmpty();
        }
    }

    @Test
    void aRefusedKeyIsTriedOncePerRestAndHeals() {
        try (ProviderHouse house = house(REST_MS)) {
            house.open("openai", "status-401").end();
            assertThat(house.open("openai", "status-401").end().sent()).isFalse();
            clock.pass(REST_MS);
            assertThat(house.open("openai", "status-401").end().sent()).isTrue();
            assertThat(house.states).containsExactly(ProviderState.OUT);
            assertThat(house.open("openai", "status-401").end().sent()).isFalse();

            clock.pass(REST_MS);
            assertThat(house.open("openai", "answer-2").end().sent()).isTrue();

            assertThat(house.states).containsExactly(ProviderState.OUT, ProviderState.USABLE);
            house.open("openai", "answer-2").assertComplete(2);
        }
    }

    @Test
    void whatDoesNotCountDoesNotForgetWhatDid() {
        try (ProviderHouse house = house(FOR_EVER)) {
            fail(house, FAILURES - 1, "status-503");
            fail(house, 1, "status-429");
            fail(house, 1, "status-400");
            fail(house, 1, "status-503");

            await().until(() -> house.states.contains(ProviderState.RESTING));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"status-429", "status-400", "status-403"})
    void aProbeThatTheHostAnswersBringsItBackWhateverItSays(String model) {
        try (ProviderHouse house = house(REST_MS)) {
            rest(house);

            fail(house, 1, model);

            await().until(() -> house.states.contains(ProviderState.USABLE));
        }
    }
}
