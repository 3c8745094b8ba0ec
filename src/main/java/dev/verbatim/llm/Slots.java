package dev.verbatim.llm;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * The places of one instance: each is free, reserved for a message that is being stored, or taken by a reply. Reservations run out
 * by themselves, without a timer: they are looked at whenever a place is wanted. Event loop only.
 */
final class Slots {
    /** Not a slot. */
    static final long NONE = 0;

    private static final long IDS = 1L << 52;

    private final int limit;
    private final long slotMs;
    private final LongSupplier clock;
    private final Map<Long, Long> deadlines = new LinkedHashMap<>();
    private int taken;
    // A random start: a release that was meant for this address before a restart must not hit anybody's place.
    private long lastId = ThreadLocalRandom.current().nextLong(IDS);

    /**
     * All places free.
     *
     * @param slotMs how long a reservation is kept
     * @param clock milliseconds that never go back
     */
    Slots(int limit, long slotMs, LongSupplier clock) {
        this.limit = limit;
        this.slotMs = slotMs;
        this.clock = clock;
    }

    /** Keeps a place; {@link #NONE} where none is free. */
    long reserve() {
        if (free() <= 0) {
            return NONE;
        }
        lastId++;
        deadlines.put(lastId, clock.getAsLong() + slotMs);
        return lastId;
    }

    /** Takes a reserved place; false if the reservation is unknown or has run out. */
    boolean use(long slotId) {
        expire();
        boolean kept = deadlines.remove(slotId) != null;
        taken += kept ? 1 : 0;
        return kept;
    }

    /** Takes a place that nobody reserved; false where none is free. */
    boolean take() {
        boolean free = free() > 0;
        taken += free ? 1 : 0;
        return free;
    }

    /** Gives a reservation up. */
    void release(long slotId) {
        deadlines.remove(slotId);
    }

    /** Gives all reservations up. */
    void releaseAll() {
        deadlines.clear();
    }

    /** Gives a taken place back. */
    void finish() {
        taken--;
    }

    int free() {
        expire();
        return limit - taken - deadlines.size();
    }

    /** Reserved and taken places. */
    int used() {
        return limit - free();
    }

    int limit() {
        return limit;
    }

    private void expire() {
        long now = clock.getAsLong();
        Iterator<Long> oldestFirst = deadlines.values().iterator();
        while (oldestFirst.hasNext() && oldestFirst.next() <= now) {
            oldestFirst.remove();
        }
    }
}
