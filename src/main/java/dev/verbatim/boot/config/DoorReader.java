package dev.verbatim.boot.config;

import dev.verbatim.chat.http.CertificateAndKey;
import dev.verbatim.config.DoorSettings;
import dev.verbatim.config.ForwardedHeader;
import dev.verbatim.config.RateLimits;
import dev.verbatim.config.TlsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what the sections {@code http} and {@code chat} say about how the public port is reached and how much may come in. */
final class DoorReader {
    private static final Pattern BASE_PATH = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");
    private static final long HOUR_MS = 3_600_000L;
    private static final int MANY = 10_000_000;

    private final SettingsTree tree;

    DoorReader(SettingsTree tree) {
        this.tree = tree;
    }

    DoorSettings read() {
        RateLimits rates = new RateLimits(
                tree.integer("http.requests-per-second", 1, MANY),
                tree.integer("chat.person-frames-per-second", 1, MANY),
                tree.integer("http.remembered", 1, MANY));
        long unsentBytes = tree.number("chat.unsent-bytes", 1 << 20, 1L << 40);
        return new DoorSettings(rates, basePath(), forwarded(), tls(), unsentBytes);
    }

    private String basePath() {
        String path = tree.text("http.base-path");
        if (!BASE_PATH.matcher(path).matches()) {
            tree.mistake("http.base-path", "'" + path + "' is not like /verbatim");
        }
        return path;
    }

    private ForwardedHeader forwarded() {
        String word = tree.oneOf("http.forwarded", "none", "x-forwarded", "forwarded");
        return ForwardedHeader.valueOf(word.replace('-', '_').toUpperCase(Locale.ROOT));
    }

    private @Nullable TlsSettings tls() {
        String certificate = tree.text("http.tls-cert");
        String key = tree.text("http.tls-key");
        long checkMs = tree.number("http.tls-check-ms", 10, HOUR_MS);
        if (certificate.isEmpty() && key.isEmpty()) {
            return null;
        }
        TlsSettings tls = new TlsSettings(file("http.tls-cert", certificate), file("http.tls-key", key), checkMs);
        check(tls);
        return tls;
    }

    private void check(TlsSettings tls) {
        if (Files.isReadable(tls.certificate()) && Files.isReadable(tls.key())) {
            try {
                CertificateAndKey.check(Files.readAllBytes(tls.certificate()), Files.readAllBytes(tls.key()));
            } catch (IOException e) {
                tree.mistake("http.tls-cert", "certificate or key cannot be read");
            } catch (IllegalArgumentException e) {
                tree.mistake("http.tls-cert", String.valueOf(e.getMessage()));
            }
        }
    }

    private Path file(String name, String text) {
        try {
            Path file = Path.of(text);
            if (text.isEmpty() || !Files.isReadable(file)) {
                tree.mistake(name, "'" + text + "' is not a file that can be read; TLS needs certificate and key");
            }
            return file;
        } catch (InvalidPathException e) {
            tree.mistake(name, "is not a path");
            return Path.of("");
        }
    }
}
