package dev.verbatim.llm.provider;

import dev.verbatim.config.Price;
import dev.verbatim.contract.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a model.
 *
 * @param contextWindow tokens of prompt and answer together
 * @param maxOutputTokens tokens of one answer
 * @param price null: not known
 * @param continues whether it goes on from the beginning of an answer that is its prompt's last turn
 */
public record ModelLimits(
        int contextWindow, int maxOutputTokens, @Nullable Price price, boolean continues) {

    /** A model that is not known to continue. */
    public ModelLimits(int contextWindow, int maxOutputTokens, @Nullable Price price) {
        this(contextWindow, maxOutputTokens, price, false);
    }

    /** What a usage costs in pico-USD (10⁻¹² USD), exactly; null where price or count is unknown, never 0 for that. */
    public @Nullable Long costPicoUsd(Usage usage) {
        return price == null ? null : ModelCost.picoUsd(price, usage);
    }
}
