package dev.verbatim.bench;

/**
 * The text of one measured token, 16 ASCII characters: {@code ~}, ten hex digits of the microsecond at which the provider
 * wrote it, four of its number within the answer, a space. Nothing in it is changed by JSON, so that it can be found again
 * in any framing. The clock is {@link System#nanoTime}, which on Linux is the machine's monotonic one: two processes can
 * be compared.
 */
final class TokenText {
    static final int LENGTH = 16;
    static final int STAMP_DIGITS = 10;
    static final int SEQUENCE_DIGITS = 4;
    /** The first number that four hex digits cannot hold. */
    static final int MAX_TOKENS = 1 << (4 * SEQUENCE_DIGITS);

    private static final long STAMP_MASK = (1L << (4 * STAMP_DIGITS)) - 1;
    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private TokenText() {}

    static long nowMicros() {
        return System.nanoTime() / 1000;
    }

    /** Microseconds from a token's stamp to {@code nowMicros}; the stamp's clock starts anew every 12 days. */
    static long age(long nowMicros, long stamp) {
        return (nowMicros - stamp) & STAMP_MASK;
    }

    static void write(byte[] target, int at, long micros, int sequence) {
        target[at] = '~';
        hex(target, at + 1, micros, STAMP_DIGITS);
        hex(target, at + 1 + STAMP_DIGITS, sequence, SEQUENCE_DIGITS);
        target[at + LENGTH - 1] = ' ';
    }

    private static void hex(byte[] target, int at, long value, int digits) {
        long rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            target[i] = DIGITS[(int) (rest & 0xf)];
            rest >>>= 4;
        }
    }
}
