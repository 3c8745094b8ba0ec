package dev.verbatim.chat.http;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether what the two files of a server's TLS hold can be used, and belongs together: a server takes a pair that does not, and then nobody
 * can connect. Between the renewal of one file and of the other they do not. Stateless, any thread.
 */
public final class CertificateAndKey {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]*+)-----END PRIVATE KEY-----");
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "Ed25519");

    private CertificateAndKey() {}

    /**
     * Looks at both.
     *
     * @param certificate PEM, the server's own first
     * @param key PEM, PKCS 8
     * @throws IllegalArgumentException that says what is wrong, and holds nothing of the key
     */
    public static void check(byte[] certificate, byte[] key) {
        PublicKey publicKey = first(certificate).getPublicKey();
        PrivateKey privateKey = privateKey(new String(key, StandardCharsets.ISO_8859_1), publicKey.getAlgorithm());
        if (!belong(publicKey, privateKey)) {
            throw new IllegalArgumentException("the key is not the certificate's");
        }
    }

    private static Certificate first(byte[] pem) {
        try {
            return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
        } catch (CertificateException e) {
            throw new IllegalArgumentException("the certificate is none in PEM", e);
        }
    }

    private static PrivateKey privateKey(String pem, String kind) {
        Matcher block = KEY.matcher(pem);
        if (!block.find()) {
            throw new IllegalArgumentException("the key is none in PEM and PKCS 8 (-----BEGIN PRIVATE KEY-----)");
        }
        byte[] der = Base64.getMimeDecoder().decode(block.group(1));
        try {
            return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (InvalidKeySpecException e) {
            throw new IllegalArgumentException("the key is not the certificate's, which is for " + kind, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the certificate is for " + kind + ", which is not known here", e);
        }
    }

    private static boolean belong(PublicKey publicKey, PrivateKey privateKey) {
        try {
            Signature signature =
                    Signature.getInstance(SIGNATURES.getOrDefault(publicKey.getAlgorithm(), publicKey.getAlgorithm()));
            byte[] text = {1, 2, 3};
            signature.initSign(privateKey);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
