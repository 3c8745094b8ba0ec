package dev.verbatim.llm.provider.http;

import static dev.verbatim.contract.EndStatus.FAILED;
import static dev.verbatim.contract.EndStatus.INTERRUPTED;
import static dev.verbatim.llm.provider.CallRecorder.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.ProviderLimits;
import dev.verbatim.config.ProviderTimeouts;
import dev.verbatim.config.RoutingSettings;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.llm.provider.CallRecorder;
import dev.verbatim.testing.FaultyProvider;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each limit ends the call and closes the provider's request itself. */
class HttpProviderLimitsTest {
    private static final long LONG = 20_000;

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic"})
    void aMissingHeadIsATimeout(String protocol) {
        try (ProviderHouse house = new ProviderHouse(new ProviderTimeouts(LONG, 200, LONG, LONG, LONG))) {
            CallRecorder call = house.open(protocol, "silent-head").assertFailed(FAILED, FailureCode.TIMEOUT);

            assertThat(call.end().sent()).isTrue();
            await(house.faulty.attempts().get(0).closed());
        }
    }

    @ParameterizedTest
    @CsvSource({"openai,silent-first", "anthropic,silent-first", "openai,pings-first", "anthropic,pings-first"})
    void pingsAreNoFirstToken(String protocol, String model) {
        try (ProviderHouse house = new ProviderHouse(new ProviderTimeouts(LONG, LONG, 200, LONG, LONG))) {
            house.open(protocol, model).assertFailed(FAILED, FailureCode.TIMEOUT);

            await(house.faulty.attempts().get(0).closed());
        }
    }

    @ParameterizedTest
    @CsvSource({"openai,stall", "anthropic,stall", "openai,stall-pings", "anthropic,stall-pings"})
    void silenceInterruptsAlsoWhilePingsGoOn(String protocol, String model) {
        try (ProviderHouse house = new ProviderHouse(new ProviderTimeouts(LONG, LONG, LONG, 300, LONG))) {
            CallRecorder call = house.open(protocol, model).assertFailed(INTERRUPTED, FailureCode.TIMEOUT);

            assertThat(call.text()).isEqualTo(FaultyProvider.text(FaultyProvider.DEFAULT_TOKENS));
            await(house.faulty.attempts().get(0).closed());
        }
    }

    @Test
    void noLimitButTheTotalEndsAnAnswerThatMoves() {
        try (ProviderHouse house = new ProviderHouse(new ProviderTimeouts(LONG, LONG, LONG, 1_000, LONG))) {
            house.open("openai", "answer-30-d50").assertComplete(30);
        }
    }

    @Test
    void theTotalEndsAnAnswerThatNeverEnds() {
        try (ProviderHouse house = new ProviderHouse(new ProviderTimeouts(LONG, LONG, LONG, LONG, 500))) {
            CallRecorder call = house.open("openai", "endless").assertFailed(INTERRUPTED, FailureCode.TIMEOUT);

            assertThat(call.text()).isNotEmpty();
            await(house.faulty.attempts().get(0).closed());
        }
    }

    @Test
    void aTlsHandshakeThatStallsIsNoConnection() {
        try (ProviderHouse house = new ProviderHouse(new ProviderTimeouts(200, LONG, LONG, LONG, LONG))) {
            String silent = "https://127.0.0.1:" + house.faulty.port() + "/v1";

            CallRecorder call = house.openAt(silent, "answer").assertFailed(FAILED, FailureCode.PROVIDER_UNAVAILABLE);

            assertThat(call.end().sent()).isFalse();
            assertThat(house.faulty.attempts()).isEmpty();
        }
    }

    @Test
    void moreCallsThanConnectionsWaitAndThenAreRefused() {
        ProviderLimits one = new ProviderLimits(ProviderHouse.PATIENT, 1, 3, 60_000, 60_000);
        try (ProviderHouse house = new ProviderHouse(one)) {
            CallRecorder first = house.open("openai", "endless");
            await(first.firstDelta());
            CallRecorder waiting = house.open("openai", "answer-3");

            CallRecorder refused = house.open("openai", "answer").assertFailed(FAILED, FailureCode.AT_CAPACITY);

            assertThat(refused.end().sent()).isFalse();
            await(first.cancel());
            waiting.assertComplete(3);
        }
    }

    @Test
    void aCallCancelledWhileItWaitsForAConnectionSendsNothing() {
        ProviderLimits two = new ProviderLimits(ProviderHouse.PATIENT, 2, 3, 60_000, 60_000);
        try (ProviderHouse house = new ProviderHouse(two)) {
            CallRecorder first = house.open("openai", "endless");
            CallRecorder second = house.open("openai", "endless");
            await(first.firstDelta());
            await(second.firstDelta());
            CallRecorder waiting = house.open("openai", "answer-7");

            await(waiting.cancel());
            assertThat(waiting.sent()).isFalse();
            assertThat(first.sent()).isTrue();

            await(first.cancel());
            house.open("openai", "answer-3").assertComplete(3);
            assertThat(house.faulty.attempts("answer-7")).isEmpty();
            waiting.assertNothingHeardAfterCancelling();
        }
    }

    @Test
    void aCallThatWaitsTooLongForAConnectionEndsWithoutHavingBeenSent() {
        ProviderLimits one = new ProviderLimits(ProviderHouse.PATIENT, 1, 3, 60_000, 60_000);
        RoutingSettings hasty = new RoutingSettings(List.of(), 50, 60_000, 1, 1, 20, "");
        try (ProviderHouse house = new ProviderHouse(one, hasty)) {
            CallRecorder first = house.open("openai", "endless");
            await(first.firstDelta());

            CallRecorder late = house.open("openai", "answer-7").assertFailed(FAILED, FailureCode.AT_CAPACITY);

            assertThat(late.end().sent()).isFalse();
            await(first.cancel());
            house.open("openai", "answer-3").assertComplete(3);
            assertThat(house.faulty.attempts("answer-7")).isEmpty();
        }
    }
}
