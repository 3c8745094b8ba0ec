package dev.verbatim.chat.auth;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/** Keys of whoever makes tokens, as tests need them: in PEM, as JWK, and signing. */
public final class SigningKeys {
    private static final int P256_BYTES = 32;

    private SigningKeys() {}

    public static KeyPair rsa() {
        return rsa(2048);
    }

    public static KeyPair rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static KeyPair ec() {
        return ec("secp256r1");
    }

    public static KeyPair ec(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static KeyPair ed25519() {
        return of("Ed25519");
    }

    public static KeyPair of(String algorithm) {
        try {
            return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String publicPem(KeyPair pair) {
        return pem("PUBLIC KEY", pair.getPublic().getEncoded());
    }

    public static String privatePem(KeyPair pair) {
        return pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    }

    static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    /** Makes tokens of this key. */
    public static TokenMaker maker(KeyPair pair, String kid) {
        return TokenMaker.ofPrivateKey(privatePem(pair), kid);
    }

    /** A token of HS256 with just these claims. */
    public static String hs256(JsonObject claims, String secret) {
        VerificationKey key = VerificationKey.ofSecret(secret);
        String header = Base64Url.of("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.US_ASCII));
        String signed = header + '.' + Base64Url.of(claims.encode().getBytes(StandardCharsets.UTF_8));
        return signed + '.' + Base64Url.of(Algorithm.HS256.sign(key.key(), signed));
    }

    /** The public half as a JWK. */
    public static JsonObject jwk(KeyPair pair, String kid) {
        JsonObject jwk = new JsonObject().put("kid", kid).put("use", "sig");
        if (pair.getPublic() instanceof RSAPublicKey rsa) {
            return jwk.put("kty", "RSA").put("n", number(rsa.getModulus())).put("e", number(rsa.getPublicExponent()));
        }
        if (pair.getPublic() instanceof ECPublicKey ec) {
            return jwk.put("kty", "EC")
                    .put("crv", "P-256")
                    .put("x", fixed(ec.getW().getAffineX()))
                    .put("y", fixed(ec.getW().getAffineY()));
        }
        byte[] der = pair.getPublic().getEncoded();
        return jwk.put("kty", "OKP")
                .put("crv", "Ed25519")
                .put("x", Base64Url.of(Arrays.copyOfRange(der, der.length - P256_BYTES, der.length)));
    }

    /** Both halves as a JWK, as nobody should publish them. */
    public static JsonObject privateJwk(KeyPair pair, String kid) {
        PrivateKey key = pair.getPrivate();
        BigInteger secret =
                key instanceof RSAPrivateCrtKey rsa ? rsa.getPrivateExponent() : ((ECPrivateKey) key).getS();
        return jwk(pair, kid).put("d", number(secret));
    }

    /** A set of published keys. */
    public static String set(JsonObject... keys) {
        JsonArray array = new JsonArray();
        Arrays.stream(keys).forEach(array::add);
        return new JsonObject().put("keys", array).encode();
    }

    private static String number(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return Base64Url.of(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    private static String fixed(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] fixed = new byte[P256_BYTES];
        int length = Math.min(bytes.length, P256_BYTES);
        System.arraycopy(bytes, bytes.length - length, fixed, P256_BYTES - length, length);
        return Base64Url.of(fixed);
    }
}
