package dev.verbatim.llm.provider.http;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many of the last requests succeeded and failed, in {@value #SLICES} slices of the window, so that one success among many failures does
 * not hide them and an old failure is forgotten. Not thread safe.
 */
final class RateWindow {
    private static final int SLICES = 10;
    private static final int PERCENT = 100;

    private final long sliceNanos;
    private final LongSupplier nanos;
    private final long[] successes = new long[SLICES];
    private final long[] failures = new long[SLICES];
    private long slice;

    RateWindow(long windowMs, LongSupplier nanos) {
        this.sliceNanos = Math.max(1, TimeUnit.MILLISECONDS.toNanos(windowMs) / SLICES);
        this.nanos = nanos;
        this.slice = nanos.getAsLong() / sliceNanos;
    }

    void succeeded() {
        successes[now()]++;
    }

    void failed() {
        failures[now()]++;
    }

    /** Whether there were so many failures, and they are at least so large a part of all requests. */
    boolean isBad(long leastFailures, int percent) {
        now();
        long failed = sum(failures);
        return failed >= leastFailures && failed * PERCENT >= percent * (failed + sum(successes));
    }

    void clear() {
        Arrays.fill(successes, 0);
        Arrays.fill(failures, 0);
    }

    private static long sum(long[] counts) {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    private int now() {
        long current = nanos.getAsLong() / sliceNanos;
        long passed = Math.min(SLICES, current - slice);
        for (long i = 1; i <= passed; i++) {
            int stale = Math.floorMod(slice + i, SLICES);
            successes[stale] = 0;
            failures[stale] = 0;
        }
        slice = Math.max(slice, current);
        return Math.floorMod(slice, SLICES);
    }
}
