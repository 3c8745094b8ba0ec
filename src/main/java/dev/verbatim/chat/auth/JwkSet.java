package dev.verbatim.chat.auth;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A published set of keys (RFC 7517), read: RSA, P-256 and Ed25519 for signatures. Other keys are passed over and told; a secret is one of them, since
 * what is published is no secret.
 *
 * @param keys at most {@link KeyRing#MOST}
 * @param passedOver why, one sentence for each key that was not taken
 * @param exposed whether the private half of a key stands there: whoever reads it can make tokens, so that this key is not taken
 */
public record JwkSet(List<VerificationKey> keys, List<String> passedOver, boolean exposed) {
    private static final List<String> PRIVATE_PARTS = List.of("d", "p", "q", "dp", "dq", "qi", "oth");
    private static final int MAX_KID = 256;
    private static final int P256_BYTES = 32;
    private static final int ED25519_BYTES = 32;
    private static final int MAX_NUMBER = 1100;

    /** RFC 8410: what stands before the 32 bytes of an Ed25519 key. */
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    /** Reads a set; null where the bytes are none. */
    public static @Nullable JwkSet read(byte[] json) {
        JsonNode root = StrictJson.object(json);
        if (root == null || !root.path("keys").isArray()) {
            return null;
        }
        List<VerificationKey> keys = new ArrayList<>();
        List<String> passedOver = new ArrayList<>();
        boolean exposed = false;
        for (JsonNode jwk : root.path("keys")) {
            boolean secret = PRIVATE_PARTS.stream().anyMatch(jwk::has);
            exposed |= secret;
            try {
                check(keys.size() < KeyRing.MOST, "a key beyond the first " + KeyRing.MOST);
                check(!secret, "the private half of a key");
                keys.add(key(jwk));
            } catch (IllegalArgumentException e) {
                passedOver.add(String.valueOf(e.getMessage()));
            }
        }
        return new JwkSet(List.copyOf(keys), List.copyOf(passedOver), exposed);
    }

    private static VerificationKey key(JsonNode jwk) {
        check(jwk.isObject(), "something that is no object");
        check(jwk.path("use").asText("sig").equals("sig"), "a key that is not for signatures");
        check(!jwk.has("key_ops") || hasVerify(jwk.path("key_ops")), "a key that is not for verifying");
        VerificationKey key = PublicKeys.accepted(kid(jwk), publicKey(jwk));
        String algorithm = jwk.path("alg").asText(key.algorithm().wire());
        check(algorithm.equals(key.algorithm().wire()), "a key of an algorithm that is not taken");
        return key;
    }

    private static PublicKey publicKey(JsonNode jwk) {
        try {
            return switch (jwk.path("kty").asText()) {
                case "RSA" ->
                    KeyFactory.getInstance("RSA")
                            .generatePublic(new RSAPublicKeySpec(number(jwk, "n"), number(jwk, "e")));
                case "EC" -> ec(jwk);
                case "OKP" -> ed25519(jwk);
                default -> throw new IllegalArgumentException("a key of a kind that is not taken");
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("a key that is none", e);
        }
    }

    private static PublicKey ec(JsonNode jwk) throws GeneralSecurityException {
        check(jwk.path("crv").asText().equals("P-256"), "a key of another curve than P-256");
        check(bytes(jwk, "x").length == P256_BYTES && bytes(jwk, "y").length == P256_BYTES, "a point of odd length");
        ECPoint point = new ECPoint(number(jwk, "x"), number(jwk, "y"));
        return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, PublicKeys.p256()));
    }

    private static PublicKey ed25519(JsonNode jwk) throws GeneralSecurityException {
        check(jwk.path("crv").asText().equals("Ed25519"), "a key of another curve than Ed25519");
        byte[] x = bytes(jwk, "x");
        check(x.length == ED25519_BYTES, "a point of odd length");
        byte[] der = new byte[ED25519_PREFIX.length + x.length];
        System.arraycopy(ED25519_PREFIX, 0, der, 0, ED25519_PREFIX.length);
        System.arraycopy(x, 0, der, ED25519_PREFIX.length, x.length);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
    }

    private static @Nullable String kid(JsonNode jwk) {
        JsonNode kid = jwk.path("kid");
        check(kid.isMissingNode() || kid.isTextual(), "a key whose kid is no text");
        String name = kid.textValue();
        check(name == null || name.length() <= MAX_KID, "a key with a long kid");
        return name;
    }

    private static boolean hasVerify(JsonNode operations) {
        for (JsonNode operation : operations) {
            if ("verify".equals(operation.textValue())) {
                return true;
            }
        }
        return false;
    }

    private static BigInteger number(JsonNode jwk, String member) {
        return new BigInteger(1, bytes(jwk, member));
    }

    private static byte[] bytes(JsonNode jwk, String member) {
        String text = jwk.path(member).textValue();
        byte[] bytes = text == null ? null : Base64Url.bytes(text);
        if (bytes == null || bytes.length == 0 || bytes.length > MAX_NUMBER) {
            throw new IllegalArgumentException("a key whose '" + member + "' is missing or not base64url");
        }
        return bytes;
    }

    private static void check(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }
}
