package dev.verbatim.config;

import java.util.List;

/**
 * How requests find a provider, and what makes one be left alone.
 *
 * @param fallback models that are asked where none of those that were wanted answers, in this order
 * @param breakerPercent of the requests within the breaker's window that must have failed, beside its number of failures; 1 to 100
 * @param keyRestMs how long a refused or exhausted key is left alone before one request finds out whether it still is
 * @param limitedRestMs how long a key rests for a model after a 429 that names no time
 * @param queue requests to one provider that may wait until one of its connections is free
 * @param queueMs how long one may wait
 * @param caFile certificates (PEM) that are trusted instead of the JVM's; empty: the JVM's
 */
public record RoutingSettings(
        List<String> fallback,
        int breakerPercent,
        long keyRestMs,
        long limitedRestMs,
        int queue,
        long queueMs,
        String caFile) {
    public RoutingSettings {
        fallback = List.copyOf(fallback);
    }
}
