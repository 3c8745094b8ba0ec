package dev.verbatim.config;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Public keys that tokens may be signed with, beside the secret.
 *
 * @param publicPem public keys or certificates in PEM; empty: none
 * @param jwksUrl where whoever makes tokens publishes keys (RFC 7517), https, or http on loopback; null: nowhere
 * @param refreshMs how often published keys are read
 * @param cooldownMs how long to wait after a reading before one that failed is repeated, or a token with an unknown key causes another
 * @param timeoutMs how long a reading may take
 */
public record KeySettings(String publicPem, @Nullable URI jwksUrl, long refreshMs, long cooldownMs, long timeoutMs) {
    /** The secret alone. */
    public static final KeySettings NONE = new KeySettings("", null, 300_000, 30_000, 5_000);

    /** Whether there are any. */
    public boolean isAny() {
        return !publicPem.isEmpty() || jwksUrl != null;
    }
}
