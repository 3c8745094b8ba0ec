package dev.verbatim.boot.config;

import java.util.List;
import java.util.Locale;

/** Secrets that somebody typed or copied instead of drawing: few different characters, or a word that examples have. */
final class WeakSecrets {
    private static final int FEWEST_CHARACTERS = 10;

    /** In 48 random characters of base64 one of these stands about once in a million times. */
    private static final List<String> WORDS = List.of(
            "secret",
            "password",
            "passwd",
            "changeme",
            "change-me",
            "change_me",
            "change this",
            "replace",
            "default",
            "example",
            "insecure",
            "verbatim",
            "123456",
            "abcdef",
            "qwerty",
            "letmein");

    private WeakSecrets() {}

    /** Whether a secret is likely to be in somebody's list; an empty one is none. */
    static boolean isWeak(String secret) {
        String lower = secret.toLowerCase(Locale.ROOT);
        return !secret.isEmpty()
                && (secret.chars().distinct().count() < FEWEST_CHARACTERS
                        || WORDS.stream().anyMatch(lower::contains));
    }
}
