package dev.verbatim.chat.auth;

import org.jspecify.annotations.Nullable;

/**
 * What tells a token from others, so that it can be taken back.
 *
 * @param id {@code jti:} and the claim, or without one {@code sha256:} and the hash of what was signed; the same for every spelling of the signature
 * @param issuedAtMs when it was made, in milliseconds since 1970; null where it does not say
 * @param expiresAtMs when it stops being good, in milliseconds since 1970
 */
public record TokenMark(String id, @Nullable Long issuedAtMs, long expiresAtMs) {
    /** The id of a token that says its own. */
    public static String ofJti(String jti) {
        return "jti:" + jti;
    }

    static String ofContent(String hash) {
        return "sha256:" + hash;
    }
}
