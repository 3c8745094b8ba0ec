package dev.verbatim.chat.room;

import dev.verbatim.contract.ReadChanges;
import dev.verbatim.contract.RoomChange;
import dev.verbatim.contract.RoomChanges;
import dev.verbatim.contract.RoomFact;
import dev.verbatim.contract.RoomKey;
import java.util.TreeMap;

/**
 * Puts one room's facts in order: each rev once, whatever the bus lost, doubled or turned round. What came too early waits; what is
 * missing is asked of Postgres, one question at a time. A question that failed is asked again by the next {@link #behind}.
 */
final class FactSequence {
    /** Who gets the facts. */
    interface Listener {
        /**
         * The next fact.
         *
         * @param before the rev of the one before it; more than one less where Postgres left facts out that mean nothing any more
         */
        void apply(RoomFact fact, long before);

        /** The rev has moved on, and all facts up to it were applied. */
        void moved();
    }

    private static final long NOT_BEGUN = -1;
    private static final int MAX_EARLY = 1000;

    private final RoomKey room;
    private final StorageQuestions storage;
    private final Listener listener;
    private final TreeMap<Long, RoomFact> early = new TreeMap<>();
    private long rev = NOT_BEGUN;
    private boolean filling;
    private boolean closed;

    FactSequence(RoomKey room, StorageQuestions storage, Listener listener) {
        this.room = room;
        this.storage = storage;
        this.listener = listener;
    }

    /** The rev up to which everything was applied; -1 before {@link #begin}. */
    long rev() {
        return rev;
    }

    boolean hasBegun() {
        return rev != NOT_BEGUN;
    }

    /** Facts after this rev are next. */
    void begin(long at) {
        rev = at;
        applyEarly();
    }

    /** Takes a fact from the bus. */
    void offer(RoomFact fact) {
        if (closed || fact.rev() <= rev) {
            return;
        }
        if (hasBegun() && fact.rev() == rev + 1) {
            apply(fact);
            applyEarly();
        } else {
            keep(fact);
            fill();
        }
    }

    /** Postgres is said to be at this rev. */
    void behind(long current) {
        if (current > rev) {
            fill();
        }
    }

    /** Asks Postgres for what is missing. */
    void fill() {
        if (filling || closed || !hasBegun()) {
            return;
        }
        filling = true;
        storage.changes(new ReadChanges(room, rev)).onComplete(this::fillWith, cause -> filling = false);
    }

    void close() {
        closed = true;
        early.clear();
    }

    private void keep(RoomFact fact) {
        early.put(fact.rev(), fact);
        if (early.size() > MAX_EARLY) {
            early.pollLastEntry();
        }
    }

    private void fillWith(RoomChanges changes) {
        filling = false;
        long before = rev;
        for (RoomChange change : changes.facts()) {
            RoomFact fact = change.fact();
            if (!closed && fact.rev() > rev) {
                apply(fact);
            }
        }
        moveTo(changes.rev());
        applyEarly();
        if (!early.isEmpty() && rev > before) {
            fill();
        }
    }

    private void moveTo(long reached) {
        if (!closed && reached > rev) {
            rev = reached;
            listener.moved();
        }
    }

    private void applyEarly() {
        early.headMap(rev, true).clear();
        while (!closed && !early.isEmpty() && early.firstKey() == rev + 1) {
            apply(early.pollFirstEntry().getValue());
        }
    }

    private void apply(RoomFact fact) {
        long before = rev;
        rev = fact.rev();
        listener.apply(fact, before);
        listener.moved();
    }
}
