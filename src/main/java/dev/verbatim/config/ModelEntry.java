package dev.verbatim.config;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a model.
 *
 * @param provider whose price and limits these are, by its name in the catalogue
 * @param pattern its name, {@code *} standing for any characters
 * @param contextWindow tokens of prompt and answer together
 * @param maxOutputTokens of one answer
 * @param price null: not known, so that costs are null
 * @param continues whether it goes on from the beginning of an answer that is its prompt's last turn
 */
public record ModelEntry(
        String provider,
        String pattern,
        int contextWindow,
        int maxOutputTokens,
        @Nullable Price price,
        boolean continues) {

    /** A model that is not known to continue. */
    public ModelEntry(String provider, String pattern, int contextWindow, int maxOutputTokens, @Nullable Price price) {
        this(provider, pattern, contextWindow, maxOutputTokens, price, false);
    }
}
