package dev.verbatim.config;

/**
 * What a provider may take of us, and what it must do not to be left alone for a while.
 *
 * @param timeouts of one request
 * @param connections at once to one endpoint, per JVM; HTTP/1.1 needs one per running request
 * @param breakerFailures failures within the window, none of them followed by a success, after which the endpoint rests
 * @param breakerWindowMs at least 1,000
 * @param breakerRestMs how long it rests before one request is let through
 */
public record ProviderLimits(
        ProviderTimeouts timeouts, int connections, int breakerFailures, long breakerWindowMs, long breakerRestMs) {}
