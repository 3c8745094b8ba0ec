package dev.verbatim.llm.provider;

/** Text that can be written as UTF-8: a surrogate without its partner becomes U+FFFD. */
public final class WellFormed {
    static final char REPLACEMENT = '\uFFFD';

    private WellFormed() {}

    /** The text itself where it is well formed. */
    public static String of(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return repaired(text, i);
            }
        }
        return text;
    }

    private static String repaired(String text, int from) {
        StringBuilder out = new StringBuilder(text.length()).append(text, 0, from);
        int i = from;
        while (i < text.length()) {
            int codePoint = text.codePointAt(i);
            boolean lone = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
            out.appendCodePoint(lone ? REPLACEMENT : codePoint);
            i += Character.charCount(codePoint);
        }
        return out.toString();
    }
}
