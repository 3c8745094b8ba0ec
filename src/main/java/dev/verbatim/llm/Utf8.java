package dev.verbatim.llm;

/** The size of texts in UTF-8: a byte-level vocabulary never makes more tokens of a text than it has bytes. */
final class Utf8 {
    private static final int ONE_BYTE = 0x80;
    private static final int TWO_BYTES = 0x800;

    private Utf8() {}

    /** Bytes; half of a surrogate pair counts two. */
    static int length(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            bytes += width(text.charAt(i));
        }
        return bytes;
    }

    /** Our estimate of its tokens where nobody counted: four bytes are about one, in English and in Korean. */
    static int tokens(String text) {
        return (length(text) + 3) / 4;
    }

    private static int width(char c) {
        if (c < ONE_BYTE) {
            return 1;
        }
        return c < TWO_BYTES || Character.isSurrogate(c) ? 2 : 3;
    }
}
