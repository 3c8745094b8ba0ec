package dev.verbatim.chat.auth;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Public keys that are good enough: RSA of 2048 to 8192 bits, P-256, Ed25519. Fails with {@link IllegalArgumentException} that says why not. */
public final class PublicKeys {
    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 8192;
    private static final int MAX_EXPONENT_BITS = 64;
    private static final List<String> KINDS = List.of("RSA", "EC", "Ed25519");

    private PublicKeys() {}

    /** The keys of a PEM text, of which none has a name: public keys, or certificates that hold them. */
    public static List<VerificationKey> ofPem(String text) {
        List<VerificationKey> keys = new ArrayList<>();
        for (Pem block : Pem.blocks(text)) {
            keys.add(accepted(null, publicKey(block)));
        }
        return List.copyOf(keys);
    }

    private static PublicKey publicKey(Pem block) {
        try {
            return switch (block.label()) {
                case "PUBLIC KEY" -> decoded(block.content());
                case "CERTIFICATE" ->
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(block.content()))
                            .getPublicKey();
                default ->
                    throw new IllegalArgumentException(
                            block.label().endsWith("PRIVATE KEY")
                                    ? "a private key stands where a public one belongs"
                                    : "'" + block.label() + "' is no public key");
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("a block that holds no public key of RSA, P-256 or Ed25519", e);
        }
    }

    private static PublicKey decoded(byte[] der) throws GeneralSecurityException {
        for (String kind : KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der));
            } catch (InvalidKeySpecException e) {
                // Perhaps of the next kind; reported below where it is of none.
            }
        }
        throw new InvalidKeySpecException("of no known kind");
    }

    /** A key with the algorithm that its kind is for. */
    static VerificationKey accepted(@Nullable String kid, PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            int bits = rsa.getModulus().bitLength();
            check(bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS, "an RSA key of " + bits + " bits, not 2048 to 8192");
            BigInteger exponent = rsa.getPublicExponent();
            check(exponent.testBit(0) && exponent.bitLength() > 1, "an RSA key whose exponent is none");
            check(exponent.bitLength() <= MAX_EXPONENT_BITS, "an RSA key with a giant exponent");
            return new VerificationKey(kid, Algorithm.RS256, key);
        }
        if (key instanceof ECPublicKey ec) {
            check(isP256(ec), "a key of another curve than P-256, or a point that is not on it");
            return new VerificationKey(kid, Algorithm.ES256, key);
        }
        boolean ed25519 = key instanceof EdECPublicKey ed
                && NamedParameterSpec.ED25519.getName().equals(ed.getParams().getName());
        check(ed25519, "a key of another kind than RSA, P-256 and Ed25519");
        return new VerificationKey(kid, Algorithm.EDDSA, key);
    }

    /** The parameters of P-256, which JSON only names. */
    static ECParameterSpec p256() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has P-256", e);
        }
    }

    private static boolean isP256(ECPublicKey key) {
        ECParameterSpec wanted = p256();
        ECParameterSpec own = key.getParams();
        return own.getCurve().equals(wanted.getCurve())
                && own.getGenerator().equals(wanted.getGenerator())
                && own.getOrder().equals(wanted.getOrder())
                && isOn(wanted.getCurve(), key.getW());
    }

    /** The JDK does not ask. */
    private static boolean isOn(EllipticCurve curve, ECPoint point) {
        if (point.equals(ECPoint.POINT_INFINITY)) {
            return false;
        }
        BigInteger p = ((ECFieldFp) curve.getField()).getP();
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        BigInteger right =
                x.pow(3).add(curve.getA().multiply(x)).add(curve.getB()).mod(p);
        return x.compareTo(p) < 0 && y.compareTo(p) < 0 && y.multiply(y).mod(p).equals(right);
    }

    private static void check(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }
}
