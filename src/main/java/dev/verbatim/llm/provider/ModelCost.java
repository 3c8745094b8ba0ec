package dev.verbatim.llm.provider;

import dev.verbatim.config.Price;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageSource;
import org.jspecify.annotations.Nullable;

/** Tokens times price, in whole pico-USD: no rounding, no floating point. */
final class ModelCost {
    private ModelCost() {}

    /** The cost; null where nobody counted, or the counts are beyond any bill (over 9 million USD). */
    static @Nullable Long picoUsd(Price listed, Usage usage) {
        if (usage.source() == UsageSource.UNKNOWN) {
            return null;
        }
        Price price = listed.ofPrompt(usage.inputTokens());
        try {
            long cached = Math.addExact(usage.cacheReadTokens(), usage.cacheWriteTokens());
            long cost = Math.multiplyExact(Math.max(0, usage.inputTokens() - cached), price.input());
            cost = Math.addExact(cost, Math.multiplyExact(usage.cacheReadTokens(), price.cacheRead()));
            cost = Math.addExact(cost, Math.multiplyExact(usage.cacheWriteTokens(), price.cacheWrite()));
            return Math.addExact(cost, Math.multiplyExact(usage.outputTokens(), price.output()));
        } catch (ArithmeticException overflow) {
            return null;
        }
    }
}
