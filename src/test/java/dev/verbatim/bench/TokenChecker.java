package dev.verbatim.bench;

import java.util.BitSet;

/**
 * Reads the tokens of one chat out of its text, however the deltas cut it: many tokens in one delta, or one token over
 * two. It counts a token that came twice, came late, or had not come when its answer ended. One thread.
 */
final class TokenChecker {
    private static final int SEQUENCE_AT = 1 + TokenText.STAMP_DIGITS;
    private static final int SPACE_AT = TokenText.LENGTH - 1;

    private final Arrival arrival;
    private final BitSet seen = new BitSet();
    private int next;
    private int position;
    private long stamp;
    private int sequence;

    /**
     * A checker for answers one after the other.
     *
     * @param arrival hears of every token that came for the first time
     */
    TokenChecker(Arrival arrival) {
        this.arrival = arrival;
    }

    void begin() {
        seen.clear();
        next = 0;
        position = 0;
    }

    /**
     * Takes the next piece of the answer.
     *
     * @param nowMicros when it came, see {@link TokenText#nowMicros}
     * @return how many tokens it completed
     */
    int accept(byte[] text, int from, int to, long nowMicros, Tally tally) {
        int completed = 0;
        for (int i = from; i < to; i++) {
            if (step(text[i], tally)) {
                completed++;
                number(nowMicros, tally);
                tally.token(TokenText.age(nowMicros, stamp));
            }
        }
        return completed;
    }

    /** The answer is over: whatever did not come of {@code expected} tokens is lost. */
    void end(int expected, Tally tally) {
        tally.garbled += position;
        position = 0;
        tally.lost += Math.max(0, expected - seen.cardinality());
    }

    private boolean step(byte character, Tally tally) {
        if (fits(character)) {
            position = position == SPACE_AT ? 0 : position + 1;
            return position == 0;
        }
        tally.garbled += position;
        position = 0;
        if (character == '~') {
            return step(character, tally);
        }
        tally.garbled++;
        return false;
    }

    /** Whether a character may stand at this position of a token; its digit is kept. */
    private boolean fits(byte character) {
        if (position == 0) {
            stamp = 0;
            sequence = 0;
            return character == '~';
        }
        if (position == SPACE_AT) {
            return character == ' ';
        }
        int digit = Character.digit(character, 16);
        if (position < SEQUENCE_AT) {
            stamp = stamp << 4 | digit;
        } else {
            sequence = sequence << 4 | digit;
        }
        return digit >= 0;
    }

    private void number(long nowMicros, Tally tally) {
        if (seen.get(sequence)) {
            tally.doubled++;
            return;
        }
        if (sequence < next) {
            tally.reordered++;
        }
        seen.set(sequence);
        next = Math.max(next, sequence + 1);
        arrival.arrived(sequence, nowMicros);
    }

    /** A token came to one viewer. */
    interface Arrival {
        void arrived(int sequence, long nowMicros);
    }
}
