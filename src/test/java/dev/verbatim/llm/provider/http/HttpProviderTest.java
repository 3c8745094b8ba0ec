package dev.verbatim.llm.provider.http;

import static dev.verbatim.contract.EndStatus.FAILED;
import static dev.verbatim.contract.EndStatus.INTERRUPTED;
import static dev.verbatim.llm.provider.CallRecorder.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.EndReason;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.llm.provider.CallRecorder;
import dev.verbatim.llm.provider.ProviderEnd;
import dev.verbatim.testing.FaultyProvider;
import dev.verbatim.testing.ProviderAttempt;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One attempt over real HTTP, in both protocols, against a provider that does everything wrong that one can do. */
class HttpProviderTest {
    private ProviderHouse house;

    @BeforeEach
    void openHouse() {
        house = new ProviderHouse(ProviderHouse.PATIENT);
    }

    @AfterEach
    void closeHouse() {
        house.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic"})
    void streamsAnAnswerWithItsUsage(String protocol) {
        CallRecorder call = house.open(protocol, "answer-20").assertComplete(20);

        ProviderEnd end = call.end();
        assertThat(end.reason()).isEqualTo(EndReason.STOP);
        assertThat(end.rawReason()).isEqualTo(protocol.equals("openai") ? "stop" : "end_turn");
        assertThat(end.requestId()).isEqualTo("req_faulty");
        assertThat(call.usage()).isEqualTo(new Usage(UsageSource.PROVIDER, FaultyProvider.INPUT_TOKENS, 20, 0, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic"})
    void sendsKeyAndProtocolAsTheProviderWantsThem(String protocol) {
        house.open(protocol, "answer").end();

        ProviderAttempt attempt = house.faulty.attempts().get(0);
        assertThat(attempt.path()).isEqualTo(protocol.equals("openai") ? "/v1/chat/completions" : "/v1/messages");
        assertThat(attempt.header(protocol.equals("openai") ? "authorization" : "x-api-key"))
                .endsWith(ProviderHouse.KEY);
        assertThat(attempt.header("accept-encoding")).isEqualTo("identity");
        assertThat(attempt.body().getBoolean("stream")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "openai,drip-8,8", "anthropic,drip-8,8",
        "openai,burst-500,500", "anthropic,burst-500,500",
        "openai,no-usage-4,4", "anthropic,no-usage-4,4"
    })
    void readsHoweverTheBytesAreCut(String protocol, String model, int tokens) {
        house.open(protocol, model).assertComplete(tokens);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic"})
    void oneReadIsOneDelta(String protocol) {
        CallRecorder call = house.open(protocol, "burst-50").assertComplete(50);

        assertThat(call.deltas()).hasSizeLessThan(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic"})
    void usesAConnectionAgainAfterACompleteAnswer(String protocol) {
        house.open(protocol, "answer").end();
        Future<Void> answered = house.faulty.attempts().get(0).answered();
        await(answered);

        house.open(protocol, "answer-3").assertComplete(3);

        List<ProviderAttempt> attempts = house.faulty.attempts();
        assertThat(attempts).hasSize(2);
        assertThat(attempts.get(1).connection()).isEqualTo(attempts.get(0).connection());
    }

    @ParameterizedTest
    @CsvSource({
        "openai,status-400,INVALID_REQUEST",
        "anthropic,status-400,INVALID_REQUEST",
        "openai,status-404,INVALID_REQUEST",
        "anthropic,status-422,INVALID_REQUEST",
        "openai,context,CONTEXT_TOO_LONG",
        "anthropic,status-413,CONTEXT_TOO_LONG",
        "openai,status-429,PROVIDER_RATE_LIMITED",
        "anthropic,status-429,PROVIDER_RATE_LIMITED",
        "openai,quota,PROVIDER_QUOTA",
        "openai,status-402,PROVIDER_QUOTA",
        "openai,status-500,PROVIDER_UNAVAILABLE",
        "anthropic,status-503,PROVIDER_UNAVAILABLE",
        "anthropic,status-529,PROVIDER_UNAVAILABLE",
        "openai,html,BAD_RESPONSE",
        "anthropic,html,BAD_RESPONSE",
        "openai,json,BAD_RESPONSE",
        "openai,json-error,BAD_RESPONSE",
        "openai,empty,BAD_RESPONSE",
        "openai,redirect,BAD_RESPONSE",
        "openai,gzip,BAD_RESPONSE"
    })
    void refusesWhatIsNotAnEventStream(String protocol, String model, FailureCode code) {
        ProviderEnd end = house.open(protocol, model).assertFailed(FAILED, code).end();

        assertThat(end.sent()).isTrue();
        assertThat(house.faulty.attempts()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic"})
    void tellsWhenToComeBack(String protocol) {
        ProviderEnd end = house.open(protocol, "status-429").end();

        assertThat(end.failure()).isNotNull();
        assertThat(end.failure().retryAfterMs()).isEqualTo(2_000);
        assertThat(end.failure().text()).isEqualTo("Faulty on request");
    }

    @ParameterizedTest
    @CsvSource({
        "openai,cut-event", "anthropic,cut-event",
        "openai,cut-between", "anthropic,cut-between",
        "openai,reset", "anthropic,reset"
    })
    void aCutAnswerIsInterruptedAndItsTextKept(String protocol, String model) {
        CallRecorder call = house.open(protocol, model).assertFailed(INTERRUPTED, FailureCode.STREAM_CUT);

        assertThat(FaultyProvider.text(FaultyProvider.DEFAULT_TOKENS)).startsWith(call.text());
        assertThat(call.text()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"openai,cut-head", "anthropic,cut-head", "openai,reset-head"})
    void aConnectionThatClosesBeforeTheHeadIsAFailure(String protocol, String model) {
        ProviderEnd end = house.open(protocol, model)
                .assertFailed(FAILED, FailureCode.PROVIDER_UNAVAILABLE)
                .end();

        assertThat(end.sent()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"openai,cut-finished", "anthropic,cut-finished", "openai,no-done", "openai,huge-finished"})
    void anAnswerWithItsEndMarkerIsCompleteWhateverFollows(String protocol, String model) {
        house.open(protocol, model).assertComplete(FaultyProvider.DEFAULT_TOKENS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic"})
    void anErrorEventEndsTheAnswerAsFailed(String protocol) {
        CallRecorder call =
                house.open(protocol, "error-event-3").assertFailed(FAILED, FailureCode.PROVIDER_UNAVAILABLE);

        assertThat(call.text()).isEqualTo(FaultyProvider.text(3));
    }

    @ParameterizedTest
    @CsvSource({
        "openai,garbled", "anthropic,garbled",
        "openai,huge-event", "anthropic,huge-event",
        "openai,endless-line"
    })
    void nonsenseEndsTheAnswerAndClosesTheConnection(String protocol, String model) {
        CallRecorder call = house.open(protocol, model).assertFailed(FAILED, FailureCode.BAD_RESPONSE);

        await(house.faulty.attempts().get(0).closed());
        assertThat(call.text()).isEqualTo(FaultyProvider.text(FaultyProvider.DEFAULT_TOKENS));
    }

    @ParameterizedTest
    @CsvSource({
        "openai,silent-head",
        "openai,silent-first",
        "openai,pings-first",
        "anthropic,stall-pings",
        "anthropic,endless",
        "openai,endless",
        "openai,stall"
    })
    void cancellingClosesTheProvidersRequestInAnyPhase(String protocol, String model) {
        CallRecorder call = house.open(protocol, model);
        ProviderAttempt attempt = arrived(model);
        if (attempt.tokensSent() > 0) {
            await(call.firstDelta());
        }

        await(call.cancel());
        await(call.cancel());

        await(attempt.closed());
        call.assertNothingHeardAfterCancelling();
    }

    private ProviderAttempt arrived(String model) {
        org.awaitility.Awaitility.await()
                .until(() -> !house.faulty.attempts(model).isEmpty());
        return house.faulty.attempts(model).get(0);
    }
}
