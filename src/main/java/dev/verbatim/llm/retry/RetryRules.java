package dev.verbatim.llm.retry;

import dev.verbatim.config.RetrySettings;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.llm.provider.RetryHint;
import dev.verbatim.llm.retry.NextStep.Kind;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.DoubleSupplier;

/**
 * When a provider is asked again, as the official clients do it: connect errors, 408, 409, 429 and 5xx, unless the response says otherwise
 * ({@code x-should-retry}), after the time that it asked for, else after a delay that doubles, a little less each time by chance. A
 * request that died on a kept connection without a byte is sent once more on a fresh one.
 *
 * <p>What would fail in the same way is not sent again: quota, a refused key, a filter, a bad request; one that was too long once more,
 * shorter. A route that is silent, at rest or cannot be reached while another is left is left for that one. An error that a
 * provider reports after the first words is final, a stream that breaks off or falls silent is not. Any thread.
 */
public final class RetryRules {
    private static final double MAX_JITTER = 0.25;
    private static final double POLITENESS = 0.1;
    private static final int NOT_FOUND = 404;

    /** Another route may do better at once, this one will not. */
    private static final Set<FailureCode> NOT_HERE = EnumSet.of(
            FailureCode.PROVIDER_QUOTA, FailureCode.PROVIDER_AUTH, FailureCode.TIMEOUT, FailureCode.BAD_RESPONSE);

    /** No route would do better, or none may be asked to. */
    private static final Set<FailureCode> NOWHERE = EnumSet.of(
            FailureCode.CONTENT_FILTERED,
            FailureCode.INVALID_REQUEST,
            FailureCode.LIMIT_EXCEEDED,
            FailureCode.CONTEXT_TOO_LONG,
            FailureCode.INTERNAL);

    private final RetrySettings settings;
    private final DoubleSupplier chance;

    /**
     * Rules.
     *
     * @param chance from 0 to 1, the delays' jitter
     */
    public RetryRules(RetrySettings settings, DoubleSupplier chance) {
        this.settings = settings;
        this.chance = chance;
    }

    /** What to do after a setback. */
    public NextStep after(Setback setback, Course course) {
        boolean reportedLate = setback.begun() && setback.status() == EndStatus.FAILED;
        if (course.attempts() >= settings.maxAttempts() || reportedLate) {
            return NextStep.GIVE_UP;
        }
        FailureCode code = setback.failure().code();
        if (course.continuing() && isAboutTheBeginning(setback)) {
            return NextStep.at(Kind.FROM_THE_START);
        }
        if (code == FailureCode.CONTEXT_TOO_LONG && !course.narrowed()) {
            return NextStep.at(Kind.SMALLER_PROMPT);
        }
        return isDeadConnection(setback, course) ? NextStep.at(Kind.AGAIN_AFRESH) : byCode(setback, course);
    }

    // Refused, or said again as if it had not been there.
    private static boolean isAboutTheBeginning(Setback setback) {
        FailureCode code = setback.failure().code();
        return code == FailureCode.INVALID_REQUEST
                || (code == FailureCode.BAD_RESPONSE && setback.status() == EndStatus.INTERRUPTED);
    }

    private static boolean isDeadConnection(Setback setback, Course course) {
        RetryHint hint = setback.hint();
        return setback.sent()
                && hint.reused()
                && !hint.heard()
                && !course.afreshHere()
                && setback.failure().code() == FailureCode.PROVIDER_UNAVAILABLE;
    }

    private NextStep byCode(Setback setback, Course course) {
        FailureCode code = setback.failure().code();
        Boolean asked = setback.hint().shouldRetry();
        boolean elsewhere = setback.hint().status() == NOT_FOUND || NOT_HERE.contains(code);
        if (setback.hint().resting()) {
            // A limit passes in the time that it says; a breaker or a key does not promise to.
            boolean passes = code == FailureCode.PROVIDER_RATE_LIMITED && !course.othersLeft();
            return passes ? again(setback, course) : nextRoute(course);
        }
        if (code == FailureCode.INVALID_REQUEST && Boolean.TRUE.equals(asked)) {
            return again(setback, course);
        }
        if (NOWHERE.contains(code) && !elsewhere) {
            return NextStep.GIVE_UP;
        }
        boolean notHere = elsewhere || Boolean.FALSE.equals(asked);
        return notHere || isBetterElsewhere(setback, course) ? nextRoute(course) : again(setback, course);
    }

    // Who waits for one that said when to come back, or that was not even reached, while another is there, waits for
    // nothing.
    private static boolean isBetterElsewhere(Setback setback, Course course) {
        boolean late = setback.failure().code() == FailureCode.PROVIDER_RATE_LIMITED || !setback.sent();
        return course.othersLeft() && late;
    }

    private static NextStep nextRoute(Course course) {
        return course.othersLeft() ? NextStep.at(Kind.NEXT_ROUTE) : NextStep.GIVE_UP;
    }

    private NextStep again(Setback setback, Course course) {
        long asked = setback.failure().retryAfterMs();
        int most = course.othersLeft() ? settings.retriesBeforeFallback() : settings.retries();
        if (course.here() > most || asked > settings.maxWaitMs()) {
            return nextRoute(course);
        }
        return new NextStep(Kind.AGAIN, asked > 0 ? politely(asked) : backoff(course.here()));
    }

    // Never earlier than asked, and not everybody at the same moment.
    private long politely(long askedMs) {
        double most = Math.min(askedMs * POLITENESS, (double) settings.firstDelayMs());
        return askedMs + Math.round(most * chance.getAsDouble());
    }

    private long backoff(int here) {
        int doublings = Math.min(here - 1, Long.SIZE / 4);
        long whole = Math.min(settings.maxDelayMs(), settings.firstDelayMs() << doublings);
        return Math.round(whole * (1 - MAX_JITTER * chance.getAsDouble()));
    }
}
