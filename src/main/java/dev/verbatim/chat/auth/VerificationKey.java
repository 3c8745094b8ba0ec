package dev.verbatim.chat.auth;

import java.nio.charset.StandardCharsets;
import java.security.Key;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A key that tokens may be signed with, and the one algorithm that it is for.
 *
 * @param kid what tokens name it by; null: it has no name, and fits whatever a token says
 */
public record VerificationKey(@Nullable String kid, Algorithm algorithm, Key key) {
    /** The secret that whoever makes tokens shares with us. */
    public static VerificationKey ofSecret(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        return new VerificationKey(null, Algorithm.HS256, new SecretKeySpec(bytes, Algorithm.HS256.jca()));
    }

    @Override
    public String toString() {
        return "VerificationKey[" + algorithm.wire() + "]";
    }
}
