package dev.verbatim.chat.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * The algorithms of tokens (RFC 7518, RFC 8037), each bound to its kind of key: a public key never becomes the secret of HS256, since no key is
 * ever of two algorithms. Stateless, any thread; the slowest, RS256, takes some 50 us.
 */
public enum Algorithm {
    HS256("HS256", "HmacSHA256"),
    RS256("RS256", "SHA256withRSA"),
    ES256("ES256", "SHA256withECDSAinP1363Format"),
    EDDSA("EdDSA", "Ed25519");

    private static final int ES256_HALF = 32;

    private final String wire;
    private final String jca;

    Algorithm(String wire, String jca) {
        this.wire = wire;
        this.jca = jca;
    }

    /** Its name in a token's header. */
    public String wire() {
        return wire;
    }

    /** The algorithm of this name, letter by letter; null where it is none of ours. */
    static @Nullable Algorithm ofWire(String name) {
        for (Algorithm algorithm : values()) {
            if (algorithm.wire.equals(name)) {
                return algorithm;
            }
        }
        return null;
    }

    /** The name of this algorithm in the JDK. */
    String jca() {
        return jca;
    }

    /** Whether a signature is this key's, over the token's first two parts. */
    boolean verifies(Key key, String signed, byte[] signature) {
        byte[] content = signed.getBytes(StandardCharsets.US_ASCII);
        try {
            if (key instanceof SecretKey secret) {
                return this == HS256 && MessageDigest.isEqual(mac(secret, content), signature);
            }
            return this != HS256 && isSound(signature) && verifies((PublicKey) key, content, signature);
        } catch (SignatureException malformed) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + jca, e);
        }
    }

    private boolean verifies(PublicKey key, byte[] content, byte[] signature) throws GeneralSecurityException {
        Signature verifier = Signature.getInstance(jca);
        verifier.initVerify(key);
        verifier.update(content);
        return verifier.verify(signature);
    }

    /** Some JDKs once took a pair of zeros for everybody's signature (CVE-2022-21449). */
    private boolean isSound(byte[] signature) {
        return this != ES256
                || (signature.length == 2 * ES256_HALF
                        && isAnyNonZero(signature, 0)
                        && isAnyNonZero(signature, ES256_HALF));
    }

    private static boolean isAnyNonZero(byte[] bytes, int from) {
        for (int i = from; i < from + ES256_HALF; i++) {
            if (bytes[i] != 0) {
                return true;
            }
        }
        return false;
    }

    /** Signs the token's first two parts. */
    byte[] sign(Key key, String signed) {
        byte[] content = signed.getBytes(StandardCharsets.US_ASCII);
        try {
            if (key instanceof SecretKey secret) {
                return mac(secret, content);
            }
            Signature signer = Signature.getInstance(jca);
            signer.initSign((PrivateKey) key);
            signer.update(content);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A key of " + wire + " that cannot sign", e);
        }
    }

    private byte[] mac(SecretKey secret, byte[] content) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(jca);
        mac.init(secret);
        return mac.doFinal(content);
    }
}
