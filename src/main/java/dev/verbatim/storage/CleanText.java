package dev.verbatim.storage;

import org.jspecify.annotations.Nullable;

/** Text as Postgres can hold it: without NUL, and with U+FFFD in place of half a surrogate pair. */
final class CleanText {
    private static final char REPLACEMENT = '\uFFFD';

    private CleanText() {}

    static @Nullable String cleanOrNull(@Nullable String text) {
        return text == null ? null : clean(text);
    }

    static String clean(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isBad(text, i)) {
                return cleaned(text, i);
            }
        }
        return text;
    }

    private static String cleaned(String text, int from) {
        StringBuilder clean = new StringBuilder(text.length()).append(text, 0, from);
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isBad(text, i)) {
                clean.append(c);
            } else if (c != 0) {
                clean.append(REPLACEMENT);
            }
        }
        return clean.toString();
    }

    private static boolean isBad(String text, int i) {
        char c = text.charAt(i);
        if (c == 0) {
            return true;
        }
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
