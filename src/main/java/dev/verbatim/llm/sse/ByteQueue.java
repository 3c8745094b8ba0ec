package dev.verbatim.llm.sse;

import java.util.Arrays;

/** Bytes kept from one feed to the next; its array only grows, up to what the parser's limit allows. */
final class ByteQueue {
    private byte[] bytes = new byte[256];
    private int length;

    void append(byte[] source, int from, int to) {
        int needed = length + to - from;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
        }
        System.arraycopy(source, from, bytes, length, to - from);
        length = needed;
    }

    void append(byte value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        bytes[length++] = value;
    }

    void clear() {
        length = 0;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }
}
