package dev.verbatim.contract;

/**
 * Tokens of one attempt, never negative.
 *
 * @param inputTokens the whole prompt, with what was read from or written to a cache
 * @param outputTokens the whole answer, reasoning included
 * @param cacheReadTokens part of the input
 * @param cacheWriteTokens part of the input
 * @param reasoningTokens part of the output
 */
public record Usage(
        UsageSource source,
        long inputTokens,
        long outputTokens,
        long cacheReadTokens,
        long cacheWriteTokens,
        long reasoningTokens) {

    /** Nobody counted. */
    public static final Usage UNKNOWN = new Usage(UsageSource.UNKNOWN, 0, 0, 0, 0, 0);

    /** Counted here, not by the provider. */
    public static Usage estimated(long inputTokens, long outputTokens) {
        return new Usage(UsageSource.ESTIMATED, inputTokens, outputTokens, 0, 0, 0);
    }
}
