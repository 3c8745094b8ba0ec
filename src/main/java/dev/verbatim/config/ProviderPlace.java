package dev.verbatim.config;

import org.jspecify.annotations.Nullable;

/**
 * A provider's place among those that serve the same model.
 *
 * @param weight 1 to 1,000: it shares the place of the first weighted provider of that model, and gets so much of the requests in
 *     proportion; 0: it is asked in the catalogue's order
 * @param standIn whether its default model may answer in another provider's place, where nobody chose a model
 * @param modelsOf the provider whose limits and prices hold here too; null: only its own
 */
public record ProviderPlace(
        int weight, boolean standIn, @Nullable String modelsOf) {
    /** Asked in order, ready to stand in, with models of its own. */
    public static final ProviderPlace IN_ORDER = new ProviderPlace(0, true, null);
}
