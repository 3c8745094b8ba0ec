package dev.verbatim.llm.sse;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the end of a line, eight bytes at a time: most of what a parser does with a token's event is to look for its line's end. A
 * byte of a word equals a wanted one if their difference is zero, and a zero byte is what borrows from its highest bit.
 */
final class LineEnd {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LINE_FEEDS = ONES * '\n';
    private static final long RETURNS = ONES * '\r';

    private LineEnd() {}

    /** The position of the first LF or CR; {@code to} if there is none. */
    static int find(byte[] bytes, int from, int to) {
        int position = from;
        while (position + Long.BYTES <= to) {
            long word = (long) WORD.get(bytes, position);
            long found = zeroBytes(word ^ LINE_FEEDS) | zeroBytes(word ^ RETURNS);
            if (found != 0) {
                return position + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
            position += Long.BYTES;
        }
        while (position < to && bytes[position] != '\n' && bytes[position] != '\r') {
            position++;
        }
        return position;
    }

    /** The high bit of the lowest zero byte, and perhaps of bytes above it, which nobody looks at. */
    private static long zeroBytes(long word) {
        return (word - ONES) & ~word & HIGH_BITS;
    }
}
