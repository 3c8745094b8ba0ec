package dev.verbatim.llm.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.RetrySettings;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.llm.provider.RetryHint;
import dev.verbatim.llm.retry.NextStep.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RetryRulesTest {
    private static final Course FIRST_OF_ONE = new Course(1, 1, false, false, false, false);
    private static final Course FIRST_OF_TWO = new Course(1, 1, true, false, false, false);

    private final RetryRules rules = new RetryRules(RetrySettings.DEFAULT, () -> 0);

    @ParameterizedTest(name = "{0} {1}, sent {2}: alone {3}, with another route {4}")
    @CsvSource({
        "503, PROVIDER_UNAVAILABLE,  true,  AGAIN,          AGAIN",
        "0,   PROVIDER_UNAVAILABLE,  false, AGAIN,          NEXT_ROUTE",
        "408, PROVIDER_UNAVAILABLE,  true,  AGAIN,          AGAIN",
        "429, PROVIDER_RATE_LIMITED, true,  AGAIN,          NEXT_ROUTE",
        "0,   AT_CAPACITY,           false, AGAIN,          NEXT_ROUTE",
        "200, STREAM_CUT,            true,  AGAIN,          AGAIN",
        "0,   TIMEOUT,               true,  GIVE_UP,        NEXT_ROUTE",
        "0,   TIMEOUT,               false, GIVE_UP,        NEXT_ROUTE",
        "429, PROVIDER_QUOTA,        true,  GIVE_UP,        NEXT_ROUTE",
        "401, PROVIDER_AUTH,         true,  GIVE_UP,        NEXT_ROUTE",
        "403, PROVIDER_AUTH,         true,  GIVE_UP,        NEXT_ROUTE",
        "200, BAD_RESPONSE,          true,  GIVE_UP,        NEXT_ROUTE",
        "404, INVALID_REQUEST,       true,  GIVE_UP,        NEXT_ROUTE",
        "400, INVALID_REQUEST,       true,  GIVE_UP,        GIVE_UP",
        "422, INVALID_REQUEST,       true,  GIVE_UP,        GIVE_UP",
        "400, CONTENT_FILTERED,      true,  GIVE_UP,        GIVE_UP",
        "400, CONTEXT_TOO_LONG,      true,  SMALLER_PROMPT, SMALLER_PROMPT",
        "0,   LIMIT_EXCEEDED,        false, GIVE_UP,        GIVE_UP",
        "0,   INTERNAL,              false, GIVE_UP,        GIVE_UP",
    })
    void eachFailureBeforeTheFirstWordHasItsStep(int status, FailureCode code, boolean sent, Kind alone, Kind beside) {
        Setback setback = new Setback(EndStatus.FAILED, of(code, 0), heard(status), sent, false);

        assertThat(rules.after(setback, FIRST_OF_ONE).kind()).isEqualTo(alone);
        assertThat(rules.after(setback, FIRST_OF_TWO).kind()).isEqualTo(beside);
    }

    @ParameterizedTest(name = "{0} {1}: alone {2}, with another route {3}")
    @CsvSource({
        "INTERRUPTED, STREAM_CUT,           AGAIN,   AGAIN",
        "INTERRUPTED, TIMEOUT,              GIVE_UP, NEXT_ROUTE",
        "FAILED,      PROVIDER_UNAVAILABLE, GIVE_UP, GIVE_UP",
        "FAILED,      BAD_RESPONSE,         GIVE_UP, GIVE_UP",
        "FAILED,      CONTEXT_TOO_LONG,     GIVE_UP, GIVE_UP",
    })
    void afterTheFirstWordOnlyWhatNobodyReportedIsTriedAgain(
            EndStatus status, FailureCode code, Kind alone, Kind beside) {
        Setback setback = new Setback(status, of(code, 0), heard(200), true, true);

        assertThat(rules.after(setback, FIRST_OF_ONE).kind()).isEqualTo(alone);
        assertThat(rules.after(setback, FIRST_OF_TWO).kind()).isEqualTo(beside);
    }

    @Test
    void aRouteIsAskedThreeTimesAlone() {
        Setback unavailable = failed(FailureCode.PROVIDER_UNAVAILABLE, 503);

        assertThat(rules.after(unavailable, here(1))).isEqualTo(new NextStep(Kind.AGAIN, 500));
        assertThat(rules.after(unavailable, here(2))).isEqualTo(new NextStep(Kind.AGAIN, 1_000));
        assertThat(rules.after(unavailable, here(3)).kind()).isEqualTo(Kind.GIVE_UP);
    }

    @Test
    void aRouteIsAskedTwiceBesideAnother() {
        Setback unavailable = failed(FailureCode.PROVIDER_UNAVAILABLE, 503);

        assertThat(rules.after(unavailable, FIRST_OF_TWO).kind()).isEqualTo(Kind.AGAIN);
        assertThat(rules.after(unavailable, new Course(2, 2, true, false, false, false))
                        .kind())
                .isEqualTo(Kind.NEXT_ROUTE);
    }

    @Test
    void delaysDoubleUpToTheirLimitAndAreShortenedByChance() {
        RetrySettings patient = new RetrySettings(100, 50, 50, 500, 8_000, 60_000);
        Setback unavailable = failed(FailureCode.PROVIDER_UNAVAILABLE, 503);
        List<Long> longest = new ArrayList<>();
        List<Long> shortest = new ArrayList<>();

        for (int i = 1; i <= 7; i++) {
            longest.add(
                    new RetryRules(patient, () -> 0).after(unavailable, here(i)).delayMs());
            shortest.add(
                    new RetryRules(patient, () -> 1).after(unavailable, here(i)).delayMs());
        }

        assertThat(longest).containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 8_000L, 8_000L);
        assertThat(shortest).containsExactly(375L, 750L, 1_500L, 3_000L, 6_000L, 6_000L, 6_000L);
        assertThat(new RetryRules(patient, () -> 0).after(unavailable, here(49)).delayMs())
                .isEqualTo(8_000);
    }

    @Test
    void whatTheProviderAskedForIsWaitedAtLeast() {
        Setback limited = limited(2_000, null);

        assertThat(rules.after(limited, FIRST_OF_ONE)).isEqualTo(new NextStep(Kind.AGAIN, 2_000));
        assertThat(new RetryRules(RetrySettings.DEFAULT, () -> 1)
                        .after(limited, FIRST_OF_ONE)
                        .delayMs())
                .isEqualTo(2_200);
        assertThat(new RetryRules(RetrySettings.DEFAULT, () -> 1)
                        .after(limited(60_000, null), FIRST_OF_ONE)
                        .delayMs())
                .isEqualTo(60_500);
    }

    @Test
    void aWaitBeyondTheLimitIsNotWaited() {
        assertThat(rules.after(limited(60_001, null), FIRST_OF_ONE).kind()).isEqualTo(Kind.GIVE_UP);
        assertThat(rules.after(limited(60_001, null), FIRST_OF_TWO).kind()).isEqualTo(Kind.NEXT_ROUTE);
    }

    @Test
    void theResponsesOwnWordWins() {
        Setback not = new Setback(
                EndStatus.FAILED,
                of(FailureCode.PROVIDER_UNAVAILABLE, 0),
                RetryHint.heard(503, false, false),
                true,
                false);
        Setback yes = new Setback(
                EndStatus.FAILED, of(FailureCode.INVALID_REQUEST, 0), RetryHint.heard(400, false, true), true, false);

        assertThat(rules.after(not, FIRST_OF_ONE).kind()).isEqualTo(Kind.GIVE_UP);
        assertThat(rules.after(not, FIRST_OF_TWO).kind()).isEqualTo(Kind.NEXT_ROUTE);
        assertThat(rules.after(yes, FIRST_OF_ONE).kind()).isEqualTo(Kind.AGAIN);
    }

    @Test
    void theResponsesOwnWordDoesNotBringMoneyOrPassAFilter() {
        for (FailureCode code : List.of(FailureCode.PROVIDER_QUOTA, FailureCode.CONTENT_FILTERED)) {
            Setback setback =
                    new Setback(EndStatus.FAILED, of(code, 0), RetryHint.heard(429, false, true), true, false);

            assertThat(rules.after(setback, FIRST_OF_ONE).kind()).isEqualTo(Kind.GIVE_UP);
        }
    }

    @Test
    void aDeadKeptConnectionIsReplacedOnceAndAtOnce() {
        Setback dead = new Setback(
                EndStatus.FAILED,
                of(FailureCode.PROVIDER_UNAVAILABLE, 0),
                new RetryHint(0, false, true, null, false),
                true,
                false);

        assertThat(rules.after(dead, FIRST_OF_TWO)).isEqualTo(new NextStep(Kind.AGAIN_AFRESH, 0));
        assertThat(rules.after(dead, new Course(2, 2, false, true, false, false))
                        .kind())
                .isEqualTo(Kind.AGAIN);
    }

    @Test
    void aFreshConnectionThatDiesIsAnErrorLikeAnyOther() {
        Setback dead = new Setback(
                EndStatus.FAILED,
                of(FailureCode.PROVIDER_UNAVAILABLE, 0),
                new RetryHint(0, false, false, null, false),
                true,
                false);

        assertThat(rules.after(dead, FIRST_OF_ONE).kind()).isEqualTo(Kind.AGAIN);
    }

    @Test
    void aRestingRouteIsNotWaitedFor() {
        Setback resting = new Setback(
                EndStatus.FAILED, of(FailureCode.PROVIDER_UNAVAILABLE, 10_000), RetryHint.RESTING, false, false);

        assertThat(rules.after(resting, FIRST_OF_ONE).kind()).isEqualTo(Kind.GIVE_UP);
        assertThat(rules.after(resting, FIRST_OF_TWO).kind()).isEqualTo(Kind.NEXT_ROUTE);
    }

    @Test
    void aLimitThatStillRestsIsWaitedForWhereThereIsNoOtherRoute() {
        Setback resting = new Setback(
                EndStatus.FAILED, of(FailureCode.PROVIDER_RATE_LIMITED, 1_500), RetryHint.RESTING, false, false);

        assertThat(rules.after(resting, FIRST_OF_ONE)).isEqualTo(new NextStep(Kind.AGAIN, 1_500));
        assertThat(rules.after(resting, FIRST_OF_TWO).kind()).isEqualTo(Kind.NEXT_ROUTE);
    }

    @Test
    void whatWasTooLongIsMadeShorterOnceOnly() {
        Setback tooLong = failed(FailureCode.CONTEXT_TOO_LONG, 400);

        assertThat(rules.after(tooLong, new Course(2, 2, true, false, true, false))
                        .kind())
                .isEqualTo(Kind.GIVE_UP);
    }

    @Test
    void aRefusedBeginningIsLeftOut() {
        Setback refused = failed(FailureCode.INVALID_REQUEST, 400);

        assertThat(rules.after(refused, new Course(2, 1, false, false, false, true)))
                .isEqualTo(new NextStep(Kind.FROM_THE_START, 0));
    }

    @ParameterizedTest
    @EnumSource(FailureCode.class)
    void allRequestsTogetherAreBounded(FailureCode code) {
        Course last = new Course(RetrySettings.DEFAULT.maxAttempts(), 1, true, false, false, true);

        assertThat(rules.after(failed(code, 500), last).kind()).isEqualTo(Kind.GIVE_UP);
    }

    private static Course here(int times) {
        return new Course(Math.min(times, 5), times, false, false, false, false);
    }

    private static Setback failed(FailureCode code, int status) {
        return new Setback(EndStatus.FAILED, of(code, 0), heard(status), true, false);
    }

    private static Setback limited(long retryAfterMs, @Nullable Boolean shouldRetry) {
        Failure failure = of(FailureCode.PROVIDER_RATE_LIMITED, retryAfterMs);
        return new Setback(EndStatus.FAILED, failure, RetryHint.heard(429, false, shouldRetry), true, false);
    }

    private static RetryHint heard(int status) {
        return RetryHint.heard(status, false, null);
    }

    private static Failure of(FailureCode code, long retryAfterMs) {
        return new Failure(code, "It did not work.", retryAfterMs);
    }
}
