package dev.verbatim.llm.provider;

import dev.verbatim.contract.DeltaKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The fast path of a token. A stream's content events differ only in their text: once one was parsed, the bytes before its
 * text and after it are kept, and an event with the same head and tail, and no quote, backslash or control character between
 * them, must be the same JSON with another text. Anything else is parsed.
 *
 * <p>The idea's price is a copy of each event that had to be parsed. One per stream, its thread.
 */
public final class RepeatedShape {
    private byte[] head = {};
    private byte[] tail = {};
    private DeltaKind kind = DeltaKind.TEXT;

    /**
     * Keeps the shape of an event that said nothing but this text.
     *
     * @param from where the text starts, just after its opening quote
     * @param to where it ends, at its closing quote
     */
    public void learn(DeltaKind kindOfText, byte[] bytes, int offset, int length, int from, int to) {
        int end = offset + length;
        boolean plausible = from > offset && from <= to && to < end && bytes[from - 1] == '"' && bytes[to] == '"';
        head = plausible ? Arrays.copyOfRange(bytes, offset, from) : new byte[0];
        tail = plausible ? Arrays.copyOfRange(bytes, to, end) : new byte[0];
        kind = kindOfText;
    }

    /** The text of an event of the known shape; null if it must be parsed. */
    public @Nullable String match(byte[] bytes, int offset, int length) {
        int from = offset + head.length;
        int to = offset + length - tail.length;
        if (head.length == 0
                || from > to
                || !Arrays.equals(bytes, offset, from, head, 0, head.length)
                || !Arrays.equals(bytes, to, offset + length, tail, 0, tail.length)) {
            return null;
        }
        return plainText(bytes, from, to);
    }

    /** What kind of text the shape carries. */
    public DeltaKind kind() {
        return kind;
    }

    private static @Nullable String plainText(byte[] bytes, int from, int to) {
        boolean ascii = true;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
                return null;
            }
            ascii &= b >= 0;
        }
        return new String(bytes, from, to - from, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }
}
