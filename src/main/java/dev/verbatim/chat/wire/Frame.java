package dev.verbatim.chat.wire;

/**
 * A frame of the server as it goes out; made once and shared by all its viewers.
 *
 * @param bytes its length in UTF-8
 */
public record Frame(String text, int bytes) {
    private static final int TWO_BYTES = 0x80;
    private static final int THREE_BYTES = 0x800;

    /** A frame of this text. */
    public static Frame of(String text) {
        return new Frame(text, utf8Length(text));
    }

    /** The length of a text in UTF-8; the halves of a surrogate pair count two each. */
    static int utf8Length(String text) {
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= TWO_BYTES) {
                bytes += c < THREE_BYTES || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return bytes;
    }
}
