package dev.verbatim.llm.provider;

import org.jspecify.annotations.Nullable;

/**
 * What the end of a call says, beside its failure, about asking again.
 *
 * @param status the HTTP status; 0: no response came
 * @param heard whether any byte of a response came
 * @param reused whether the request went out over a connection that had carried another one before
 * @param shouldRetry the response's own {@code x-should-retry}; null: not said
 * @param resting nothing was tried: breaker open, or every key of the endpoint out or at rest
 */
public record RetryHint(
        int status, boolean heard, boolean reused, @Nullable Boolean shouldRetry, boolean resting) {
    /** Nothing is known. */
    public static final RetryHint NONE = new RetryHint(0, false, false, null, false);

    /** Held back here, so that nothing can be known. */
    public static final RetryHint RESTING = new RetryHint(0, false, false, null, true);

    /**
     * What a response's head says.
     *
     * @param shouldRetry null: not said
     */
    public static RetryHint heard(int status, boolean reused, @Nullable Boolean shouldRetry) {
        return new RetryHint(status, true, reused, shouldRetry, false);
    }

    /** No byte came back. */
    public static RetryHint unheard(boolean reused) {
        return new RetryHint(0, false, reused, null, false);
    }
}
