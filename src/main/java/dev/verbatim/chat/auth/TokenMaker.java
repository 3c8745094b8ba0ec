package dev.verbatim.chat.auth;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes tokens of one key: for guests, and for whoever runs the gateway. Any thread. */
public final class TokenMaker {
    private static final List<String> KINDS = List.of("RSA", "EC", "Ed25519");

    private final Algorithm algorithm;
    private final Key key;
    private final @Nullable String kid;

    private TokenMaker(Algorithm algorithm, Key key, @Nullable String kid) {
        this.algorithm = algorithm;
        this.key = key;
        this.kid = kid;
    }

    /** Tokens of HS256. */
    public static TokenMaker ofSecret(String secret) {
        VerificationKey key = VerificationKey.ofSecret(secret);
        return new TokenMaker(Algorithm.HS256, key.key(), null);
    }

    /**
     * Tokens of RS256, ES256 or EdDSA, whichever the key is for.
     *
     * @param pem a private key in PKCS #8, {@code -----BEGIN PRIVATE KEY-----}
     * @param kid how tokens name the key; null: not at all
     * @throws IllegalArgumentException where it is none; the message holds nothing of it
     */
    public static TokenMaker ofPrivateKey(String pem, @Nullable String kid) {
        Pem block = Pem.blocks(pem).get(0);
        if (!block.label().equals("PRIVATE KEY")) {
            throw new IllegalArgumentException("'" + block.label() + "' is no private key in PKCS #8");
        }
        PrivateKey key = privateKey(block);
        return new TokenMaker(algorithmOf(key), key, kid);
    }

    /** A signed token. */
    public String make(TokenRequest request) {
        JsonObject header = new JsonObject().put("alg", algorithm.wire()).put("typ", "JWT");
        if (kid != null) {
            header.put("kid", kid);
        }
        String signed = part(header) + '.' + part(request.claims());
        return signed + '.' + Base64Url.of(algorithm.sign(key, signed));
    }

    private static String part(JsonObject json) {
        return Base64Url.of(json.encode().getBytes(StandardCharsets.UTF_8));
    }

    private static Algorithm algorithmOf(PrivateKey key) {
        if (key instanceof RSAPrivateKey) {
            return Algorithm.RS256;
        }
        if (key instanceof ECPrivateKey ec
                && ec.getParams().getCurve().equals(PublicKeys.p256().getCurve())) {
            return Algorithm.ES256;
        }
        if (key instanceof EdECPrivateKey) {
            return Algorithm.EDDSA;
        }
        throw new IllegalArgumentException("a private key of another kind than RSA, P-256 and Ed25519");
    }

    private static PrivateKey privateKey(Pem block) {
        for (String kind : KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(block.content()));
            } catch (InvalidKeySpecException e) {
                // Perhaps of the next kind; reported below where it is of none.
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("Every JDK has " + kind, e);
            }
        }
        throw new IllegalArgumentException("a private key of another kind than RSA, P-256 and Ed25519");
    }
}
