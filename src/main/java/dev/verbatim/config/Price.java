package dev.verbatim.config;

import org.jspecify.annotations.Nullable;

/**
 * Exact money: pico-USD (10^-12) per token. One USD per million tokens is 1,000,000 of it.
 *
 * @param input per prompt token that no cache had
 * @param date the day the price was read, ISO
 * @param longer what a request with a long prompt costs instead, all of it; null: the same
 */
public record Price(
        long input,
        long output,
        long cacheRead,
        long cacheWrite,
        String date,
        @Nullable Longer longer) {
    /** The same for prompts of any length. */
    public Price(long input, long output, long cacheRead, long cacheWrite, String date) {
        this(input, output, cacheRead, cacheWrite, date, null);
    }

    /**
     * The prices of a long prompt.
     *
     * @param above the prompt has more tokens than this
     */
    public record Longer(long above, Price price) {}

    /** What holds for a request whose prompt has so many tokens. */
    public Price ofPrompt(long tokens) {
        return longer != null && tokens > longer.above() ? longer.price() : this;
    }
}
