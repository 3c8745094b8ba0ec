package dev.verbatim.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** A self-signed certificate and its key, made on the spot by the JDK's keytool. */
public record Certificate(X509Certificate x509, byte[] key) {
    private static final String PASSWORD = "changeit";
    private static final int PATIENCE_S = 60;

    /** One for these names, in keytool's words: {@code ip:127.0.0.1,dns:localhost}. */
    public static Certificate of(String names) {
        try {
            Path folder = Files.createTempDirectory("certificate-");
            Path store = folder.resolve("store.p12");
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "a",
                            "-keyalg",
                            "EC",
                            "-groupname",
                            "secp256r1",
                            "-dname",
                            "CN=verbatim",
                            "-ext",
                            "san=" + names,
                            "-validity",
                            "2",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            store.toString(),
                            "-storepass",
                            PASSWORD)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("keytool.log").toFile())
                    .start();
            if (!keytool.waitFor(PATIENCE_S, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new AssertionError(Files.readString(folder.resolve("keytool.log")));
            }
            return read(store);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static Certificate read(Path store) throws IOException {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            return new Certificate(
                    (X509Certificate) keys.getCertificate("a"),
                    keys.getKey("a", PASSWORD.toCharArray()).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** By which one is told from another. */
    public BigInteger serial() {
        return x509.getSerialNumber();
    }

    /** The certificate as PEM. */
    public String certificatePem() {
        try {
            return pem("CERTIFICATE", x509.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The key as PEM, PKCS 8. */
    public String keyPem() {
        return pem("PRIVATE KEY", key);
    }

    private static String pem(String what, byte[] content) {
        String lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
    }

    /** Writes both into a folder, as {@code cert.pem} and {@code key.pem}. */
    public void writeTo(Path folder) {
        try {
            Files.writeString(folder.resolve("cert.pem"), certificatePem());
            Files.writeString(folder.resolve("key.pem"), keyPem());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
