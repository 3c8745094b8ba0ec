package dev.verbatim.contract;

import org.jspecify.annotations.Nullable;

/**
 * Attempts of one key whose counts come from one source. Rows of source {@code unknown} have attempts and no tokens.
 *
 * @param key user id, room id, model or day ({@code 2026-11-22})
 * @param provider of the model; null where models are not told apart
 * @param costUsd exact decimal USD of the attempts that have a price; null where none has
 * @param unpriced attempts whose price is not known; not in the cost
 */
public record UsageSum(
        String key,
        @Nullable String provider,
        long attempts,
        Usage tokens,
        @Nullable String costUsd,
        long unpriced) {}
