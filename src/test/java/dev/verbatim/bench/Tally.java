package dev.verbatim.bench;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What the load client saw in one phase of a run (warm-up, one measured window, draining). Only the client's event loop
 * touches it while the phase lasts. Times in microseconds.
 */
final class Tally {
    private static final long LONGEST_MICROS = 600_000_000L;

    final Histogram firstToken = new Histogram(3);
    final Histogram latency = new Histogram(3);
    /** From the first to the last viewer of the same token. */
    final Histogram spread = new Histogram(3);
    /** From asking until the system said that the message is saved. */
    final Histogram commit = new Histogram(3);
    /** Every viewer's. */
    long tokens;
    /** Ended, counted once for all viewers. */
    long replies;
    /** Messages that the system called saved: questions, and answers that ended. */
    long saved;
    /** Numbers that never came, counted when the answer ended. */
    long lost;
    /** Numbers that came again. */
    long doubled;
    /** Numbers that came after a greater one. */
    long reordered;
    /** Characters that belong to no token. */
    long garbled;
    /** Error frames, answers that did not end as complete, connections that broke. */
    long errors;

    @Nullable
    String firstError;

    void token(long ageMicros) {
        tokens++;
        latency.recordValue(Math.min(ageMicros, LONGEST_MICROS));
    }

    void firstToken(long micros) {
        firstToken.recordValue(Math.min(micros, LONGEST_MICROS));
    }

    void spread(long micros) {
        spread.recordValue(Math.min(micros, LONGEST_MICROS));
    }

    void sent(long micros) {
        saved++;
        commit.recordValue(Math.min(micros, LONGEST_MICROS));
    }

    void error(String what) {
        errors++;
        if (firstError == null) {
            firstError = what;
        }
    }
}
