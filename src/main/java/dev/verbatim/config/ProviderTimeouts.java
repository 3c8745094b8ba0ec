package dev.verbatim.config;

/**
 * Limits of one request to a provider, in milliseconds; each cancels the request itself.
 *
 * @param connectMs to a connection
 * @param headMs to the response's status line
 * @param firstTokenMs to the first content
 * @param silenceMs between two pieces of content; comments and pings do not count
 * @param totalMs from the request to its end
 */
public record ProviderTimeouts(long connectMs, long headMs, long firstTokenMs, long silenceMs, long totalMs) {}
