package dev.verbatim.chat.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What tells a token from others, so that it can be taken back.
 *
 * @param id {@code jti:} and the claim, or without one {@code sha256:} and the hash of what was signed; the same for every spelling of the signature
 * @param issuedAtMs when it was made, in milliseconds since 1970; null where it does not say
 * @param expiresAtMs when it stops being good, in milliseconds since 1970
 */
public record TokenMark(String id, @Nullable Long issuedAtMs, long expiresAtMs) {
    private static final String HASH = "sha256:";

    /** The id of a token that says its own. */
    public static String ofJti(String jti) {
        return "jti:" + jti;
    }

    static String ofContent(String hash) {
        return HASH + hash;
    }

    /** The user whom a revocation names once their account was erased: a hash of the id, as storage makes it. */
    static String ofErased(String userId) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(userId.getBytes(StandardCharsets.UTF_8));
            return HASH + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
