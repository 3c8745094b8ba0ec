package dev.verbatim.chat.api;

import dev.verbatim.chat.auth.Identity;
import dev.verbatim.chat.connection.FrameRate;
import dev.verbatim.chat.connection.FrameRate.Verdict;
import dev.verbatim.chat.connection.Pace;
import dev.verbatim.chat.connection.Rates;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import java.util.function.LongSupplier;

/**
 * How much one person at one address may write over HTTP: out of the bucket that their frames come out of, so that neither door gives more than the
 * other. Any thread.
 */
final class WriteRate {
    private final Rates persons;
    private final LongSupplier monotonicMs;

    /**
     * Writes out of these buckets.
     *
     * @param monotonicMs the clock of those who count frames
     */
    WriteRate(Rates persons, LongSupplier monotonicMs) {
        this.persons = persons;
        this.monotonicMs = monotonicMs;
    }

    /** Counts a write; fails with {@code rate_limited} where it is one too many, and says when to come back. */
    void count(Identity caller, String address) {
        long now = monotonicMs.getAsLong();
        FrameRate rate = persons.of(Pace.person(caller.tenant(), caller.author().userId(), address), now);
        if (rate.count(now) != Verdict.WITHIN) {
            throw new Failure(FailureCode.RATE_LIMITED, "Too many writes.", rate.waitMs());
        }
    }
}
