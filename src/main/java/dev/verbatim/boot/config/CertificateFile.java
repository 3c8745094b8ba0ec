package dev.verbatim.boot.config;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;

/** A file of certificates that others are trusted by. A broken one would show only as requests that fail, one by one. Blocks. */
final class CertificateFile {
    private CertificateFile() {}

    /** Whether the file can be read and holds at least one certificate in PEM, and nothing broken. */
    static boolean isGood(String name) {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(Path.of(name)))) {
            return !CertificateFactory.getInstance("X.509")
                    .generateCertificates(file)
                    .isEmpty();
        } catch (IOException | InvalidPathException | CertificateException e) {
            return false;
        }
    }
}
