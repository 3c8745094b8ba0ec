package dev.verbatim.boot.config;

import dev.verbatim.chat.auth.PublicKeys;
import dev.verbatim.config.AuthSettings;
import dev.verbatim.config.KeySettings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code auth}. No secret and no key is ever part of a mistake's text. */
final class AuthReader {
    private static final int MIN_SECRET_BYTES = 32;
    private static final int MAX_PEM_BYTES = 128 * 1024;
    private static final long DAY_MS = 86_400_000L;

    private final SettingsTree tree;

    AuthReader(SettingsTree tree) {
        this.tree = tree;
    }

    AuthSettings auth(KeySettings keys) {
        return new AuthSettings(
                secret(keys),
                guests(keys),
                tree.integer("auth.guest-token-minutes", 1, 525_600),
                tree.integer("auth.leeway-seconds", 0, 60),
                tree.number("auth.auth-timeout-ms", 10, DAY_MS),
                tree.text("auth.audience"),
                tree.text("auth.issuer"));
    }

    private String secret(KeySettings keys) {
        String secret = tree.text("auth.secret");
        int bytes = secret.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > 0 && bytes < MIN_SECRET_BYTES) {
            tree.mistake("auth.secret", "has " + bytes + " bytes; HS256 needs at least " + MIN_SECRET_BYTES);
        } else if (isProduction() && WeakSecrets.isWeak(secret)) {
            tree.mistake("auth.secret", "can be guessed; take a random one (openssl rand -base64 48)");
        }
        if (bytes == 0 && hasOwnDatabase() && !keys.isAny()) {
            tree.mistake(
                    "auth.secret",
                    "missing; with a database of your own every node needs the same secret of at least "
                            + MIN_SECRET_BYTES
                            + " bytes (openssl rand -base64 48), or auth.public-key or auth.jwks-url");
        }
        return secret;
    }

    /** Whoever has a database or keys of their own means others to come in with tokens; in production nobody comes in without. */
    private boolean guests(KeySettings keys) {
        String guests = tree.oneOf("auth.guests", "auto", "true", "false");
        boolean always = "true".equals(guests);
        if (always && isProduction()) {
            tree.mistake(
                    "auth.guests",
                    "guests do not come in where a database of your own or auth.mode says production; "
                            + "to let them in all the same say auth.mode: development");
        }
        return always || ("auto".equals(guests) && !isProduction() && !hasOwnDatabase() && !keys.isAny());
    }

    private boolean isProduction() {
        String mode = tree.text("auth.mode").toLowerCase(Locale.ROOT);
        return "production".equals(mode) || (!"development".equals(mode) && hasOwnDatabase());
    }

    private boolean hasOwnDatabase() {
        return !tree.text("database.url").isEmpty();
    }

    KeySettings keys() {
        tree.oneOf("auth.mode", "auto", "production", "development");
        return new KeySettings(
                publicPem(),
                jwksUrl(),
                tree.number("auth.jwks-refresh-ms", 100, DAY_MS),
                tree.number("auth.jwks-cooldown-ms", 100, DAY_MS),
                tree.number("auth.jwks-timeout-ms", 10, 60_000));
    }

    private String publicPem() {
        String given = tree.text("auth.public-key");
        if (given.isEmpty()) {
            return "";
        }
        try {
            String pem = given.contains("-----BEGIN ") ? given : file(given);
            PublicKeys.ofPem(pem);
            return pem;
        } catch (IOException | InvalidPathException e) {
            tree.mistake("auth.public-key", "neither PEM nor the name of a file that can be read");
        } catch (IllegalArgumentException e) {
            tree.mistake("auth.public-key", String.valueOf(e.getMessage()));
        }
        return "";
    }

    private static String file(String name) throws IOException {
        Path path = Path.of(name);
        if (Files.size(path) > MAX_PEM_BYTES) {
            throw new IllegalArgumentException("the file is larger than " + MAX_PEM_BYTES + " bytes");
        }
        return Files.readString(path, StandardCharsets.US_ASCII);
    }

    /** Whoever could answer in the name of this address could make tokens: it is read over TLS, or within this machine. */
    private @Nullable URI jwksUrl() {
        String given = tree.text("auth.jwks-url");
        if (given.isEmpty()) {
            return null;
        }
        try {
            URI url = URI.create(given);
            boolean plain = url.getRawUserInfo() == null && url.getRawFragment() == null && url.getHost() != null;
            boolean safe = "https".equals(url.getScheme()) || ("http".equals(url.getScheme()) && isLoopback(url));
            if (plain && safe) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // Reported below; the text is not shown, as it may hold a password.
        }
        tree.mistake("auth.jwks-url", "not like https://id.example.com/.well-known/jwks.json; http only to loopback");
        return null;
    }

    private static boolean isLoopback(URI url) {
        String host = url.getHost().toLowerCase(Locale.ROOT);
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.[0-9]{1,3}){3}");
    }
}
