package dev.verbatim.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a database's URL wants its connections protected: {@code sslmode} and {@code sslrootcert}, as libpq names them.
 *
 * @param rootCertificate PEM of who may have signed the server's certificate; null: whoever this JVM trusts
 */
public record DatabaseTls(Mode mode, @Nullable Path rootCertificate) {
    /** What is asked of a connection. */
    public enum Mode {
        /** No TLS. */
        DISABLE,
        /** TLS where the server speaks it, with whoever that is. */
        PREFER,
        /** TLS, with whoever that is. */
        REQUIRE,
        /** TLS, and a certificate signed by somebody trusted. */
        VERIFY_CA,
        /** The same, made out to the host of the URL. */
        VERIFY_FULL;

        /** As a URL says it. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** None, which is what a URL that says nothing means. */
    public static final DatabaseTls NONE = new DatabaseTls(Mode.DISABLE, null);

    /**
     * What a URL says. With a root certificate, {@code require} verifies it as libpq does.
     *
     * @throws IllegalArgumentException with one line that shows nothing of the URL, for a mode that there is not
     */
    public static DatabaseTls of(String url) {
        Mode mode = Mode.DISABLE;
        Path root = null;
        int query = url.indexOf('?');
        for (String pair : query < 0 ? new String[0] : url.substring(query + 1).split("&")) {
            String[] parts = pair.split("=", 2);
            if (parts.length == 2 && parts[0].equals("sslmode")) {
                mode = mode(decoded(parts[1]));
            } else if (parts.length == 2 && parts[0].equals("sslrootcert")) {
                root = Path.of(decoded(parts[1]));
            }
        }
        return new DatabaseTls(mode == Mode.REQUIRE && root != null ? Mode.VERIFY_CA : mode, root);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static Mode mode(String word) {
        for (Mode mode : Mode.values()) {
            if (mode.wire().equals(word)) {
                return mode;
            }
        }
        throw new IllegalArgumentException(
                "sslmode in DATABASE_URL must be disable, prefer, require, verify-ca or verify-full");
    }

    /** Whether the server must show a certificate that is trusted. */
    public boolean verifies() {
        return mode == Mode.VERIFY_CA || mode == Mode.VERIFY_FULL;
    }
}
