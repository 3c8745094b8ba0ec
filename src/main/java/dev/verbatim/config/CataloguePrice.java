package dev.verbatim.config;

/**
 * A model's price per token in pico-USD (10⁻¹² USD): 1 USD per million tokens is 1,000,000, so that published prices are exact.
 *
 * @param input per token of the prompt that no cache gave
 * @param cacheRead per token read from the provider's cache
 * @param cacheWrite per token written to it
 * @param output per token of the answer, reasoning included
 * @param date the day the price was looked up, {@code YYYY-MM-DD}
 */
public record CataloguePrice(long input, long cacheRead, long cacheWrite, long output, String date) {}
