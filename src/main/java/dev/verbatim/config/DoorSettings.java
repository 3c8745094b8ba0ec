package dev.verbatim.config;

import org.jspecify.annotations.Nullable;

/**
 * How the public port is reached, and how much may come in there and wait to go out.
 *
 * @param basePath below which everything is; empty, or like {@code /verbatim}
 * @param forwarded what of the proxies in {@link HttpLimits#proxies} is believed
 * @param tls null: plain HTTP
 * @param unsentBytes of all viewers of a node together, beyond which the largest are closed
 */
public record DoorSettings(
        RateLimits rates,
        String basePath,
        ForwardedHeader forwarded,
        @Nullable TlsSettings tls,
        long unsentBytes) {}
