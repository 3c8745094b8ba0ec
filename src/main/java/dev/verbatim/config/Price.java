package dev.verbatim.config;

/**
 * Exact money: pico-USD (10^-12) per token. One USD per million tokens is 1,000,000 of it.
 *
 * @param input per prompt token that no cache had
 * @param date the day the price was read, ISO
 */
public record Price(long input, long output, long cacheRead, long cacheWrite, String date) {}
