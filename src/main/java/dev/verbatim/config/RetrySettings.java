package dev.verbatim.config;

/**
 * How often and when a provider is asked again.
 *
 * @param maxAttempts requests for one answer, as long as it has one owner
 * @param retries of one route, where no other is left; 0: none
 * @param retriesBeforeFallback of one route, where another one is left
 * @param firstDelayMs before the first retry, doubled for each one after it
 * @param maxDelayMs the longest of these
 * @param maxWaitMs the longest that a provider may ask us to wait; beyond it this route is given up
 */
public record RetrySettings(
        int maxAttempts, int retries, int retriesBeforeFallback, long firstDelayMs, long maxDelayMs, long maxWaitMs) {
    /** As the official clients have it. */
    public static final RetrySettings DEFAULT = new RetrySettings(6, 2, 1, 500, 8_000, 60_000);
}
