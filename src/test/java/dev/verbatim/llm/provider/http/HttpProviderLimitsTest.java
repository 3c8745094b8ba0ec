package dev.verbatim.llm.provider.http;

import static dev.verbatim.contract.EndStatus.FAILED;
import static dev.verbatim.contract.EndStatus.INTERRUPTED;
import static dev.verbatim.llm.provider.CallRecorder.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verbatim.config.ProviderLimits;
import dev.verbatim.config.ProviderTimeouts;
import dev.verbatim.config.RoutingSettings;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.llm.provider.CallRecorder;
import dev.verbatim.testing.FaultyProvider;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each limit ends the call and closes the provider's request itself. */
class HttpProviderLimitsTest {
    private static final long LONG = 20_000;
    /** Limits that a clock of the test's own does not come to. */
    private static final long NEVER = 1_000_000;

    private final ManualClock clock = new ManualClock(Vertx.vertx());

    @AfterEach
    void close() {
        await(clock.close());
    }

    private ProviderHouse house(long headMs, long firstTokenMs, long silenceMs, long totalMs) {
        return new ProviderHouse(clock, new ProviderTimeouts(NEVER, headMs, firstTokenMs, silenceMs, totalMs));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic"})
    void aMissingHeadIsATimeout(String protocol) {
        try (ProviderHouse house = house(200, NEVER, NEVER, NEVER)) {
            CallRecorder call = house.open(protocol, "silent-head");
            await().until(() -> !house.faulty.attempts().isEmpty());

            clock.passUntilEnded(call, 100);

            call.assertFailed(FAILED, FailureCode.TIMEOUT);
            assertThat(call.end().sent()).isTrue();
            await(house.faulty.attempts().get(0).closed());
        }
    }

    @ParameterizedTest
    @CsvSource({"openai,silent-first", "anthropic,silent-first", "openai,pings-first", "anthropic,pings-first"})
    void pingsAreNoFirstToken(String protocol, String model) {
        try (ProviderHouse house = house(NEVER, 200, NEVER, NEVER)) {
            CallRecorder call = house.open(protocol, model);
            await().until(() -> !house.faulty.attempts().isEmpty());

            clock.passUntilEnded(call, 100);

            call.assertFailed(FAILED, FailureCode.TIMEOUT);
            await(house.faulty.attempts().get(0).closed());
        }
    }

    @ParameterizedTest
    @CsvSource({"openai,stall", "anthropic,stall", "openai,stall-pings", "anthropic,stall-pings"})
    void silenceInterruptsAlsoWhilePingsGoOn(String protocol, String model) {
        try (ProviderHouse house = house(NEVER, NEVER, 300, NEVER)) {
            CallRecorder call = house.open(protocol, model);
            await().until(() -> call.text().equals(FaultyProvider.text(FaultyProvider.DEFAULT_TOKENS)));

            clock.passUntilEnded(call, 100);

            call.assertFailed(INTERRUPTED, FailureCode.TIMEOUT);
            await(house.faulty.attempts().get(0).closed());
        }
    }

    @Test
    void noLimitButTheTotalEndsAnAnswerThatMoves() {
        try (ProviderHouse house = house(NEVER, NEVER, 1_000, NEVER)) {
            CallRecorder call = house.open("openai", "answer-30-d20");
            for (int times = 0; times < 30 && !call.hasEnded(); times++) {
                int seen = call.deltas().size();
                await().until(() -> call.hasEnded() || call.deltas().size() > seen);
                clock.pass(900);
            }

            call.assertComplete(30);
        }
    }

    @Test
    void theTotalEndsAnAnswerThatNeverEnds() {
        try (ProviderHouse house = house(NEVER, NEVER, NEVER, 500)) {
            CallRecorder call = house.open("openai", "endless");
            await(call.firstDelta());

            clock.passUntilEnded(call, 100);

            call.assertFailed(INTERRUPTED, FailureCode.TIMEOUT);
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

    /** A full queue of connections that nobody accepts: the kernel answers no more, as behind a firewall that drops. */
    @Test
    void aConnectionThatNobodyAnswersIsGivenUpInTime() throws IOException {
        ProviderTimeouts hasty = new ProviderTimeouts(200, 20_000, 20_000, 20_000, 60_000);
        List<SocketChannel> queued = new ArrayList<>();
        try (ProviderHouse house = new ProviderHouse(hasty);
                ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 8; i++) {
                SocketChannel caller = SocketChannel.open();
                caller.configureBlocking(false);
                caller.connect(full.getLocalSocketAddress());
                queued.add(caller);
            }

            CallRecorder call = house.openAt("http://127.0.0.1:" + full.getLocalPort() + "/v1", "answer")
                    .assertFailed(FAILED, FailureCode.PROVIDER_UNAVAILABLE);

            assertThat(call.end().sent()).isFalse();
            assertThat(call.end().failure().text()).contains("no connection in time");
        } finally {
            for (SocketChannel caller : queued) {
                caller.close();
            }
        }
    }
}
