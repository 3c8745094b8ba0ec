package dev.verbatim.llm.provider.http;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * So many requests at once to one provider, and so many more that wait. Rooms take turns: of those that wait, each room's first goes before
 * any room's second, so that one busy room delays the others by one request. Any thread.
 */
final class ConcurrencyLimit {
    private final int limit;
    private final int maxWaiting;
    private final Map<String, ArrayDeque<Place>> waiting = new LinkedHashMap<>();
    private int running;
    private int waitingCount;

    /**
     * Nobody runs or waits.
     *
     * @param limit requests at once
     * @param maxWaiting requests that may wait
     */
    ConcurrencyLimit(int limit, int maxWaiting) {
        this.limit = limit;
        this.maxWaiting = maxWaiting;
    }

    /** One request's place; to be left exactly once or more often. */
    final class Place {
        private final String room;
        private final Runnable onTurn;
        private boolean held;
        private boolean left;

        private Place(String room, Runnable onTurn, boolean held) {
            this.room = room;
            this.onTurn = onTurn;
            this.held = held;
        }

        /** Whether its turn has come. */
        boolean held() {
            synchronized (ConcurrencyLimit.this) {
                return held;
            }
        }

        /** The request is over, or does not wait any more; the next one's turn comes in this thread. */
        void leave() {
            Place next = ConcurrencyLimit.this.leave(this);
            if (next != null) {
                next.onTurn.run();
            }
        }
    }

    /**
     * A place for a request of a room.
     *
     * @param onTurn called once if it has to wait, when its turn has come, on the thread of whoever left
     * @return null where too many wait already
     */
    synchronized @Nullable Place enter(String room, Runnable onTurn) {
        if (running < limit) {
            running++;
            return new Place(room, onTurn, true);
        }
        if (waitingCount == maxWaiting) {
            return null;
        }
        Place place = new Place(room, onTurn, false);
        waitingCount++;
        waiting.computeIfAbsent(room, first -> new ArrayDeque<>()).add(place);
        return place;
    }

    /** Requests that run. */
    synchronized int running() {
        return running;
    }

    private synchronized @Nullable Place leave(Place place) {
        if (place.left) {
            return null;
        }
        place.left = true;
        if (!place.held) {
            forget(place);
            return null;
        }
        Place next = first();
        if (next == null) {
            running--;
        } else {
            next.held = true;
        }
        return next;
    }

    private void forget(Place place) {
        ArrayDeque<Place> ofRoom = waiting.get(place.room);
        if (ofRoom != null && ofRoom.remove(place)) {
            waitingCount--;
            if (ofRoom.isEmpty()) {
                waiting.remove(place.room);
            }
        }
    }

    private @Nullable Place first() {
        Iterator<Map.Entry<String, ArrayDeque<Place>>> rooms =
                waiting.entrySet().iterator();
        if (!rooms.hasNext()) {
            return null;
        }
        Map.Entry<String, ArrayDeque<Place>> room = rooms.next();
        rooms.remove();
        Place next = room.getValue().poll();
        waitingCount--;
        if (!room.getValue().isEmpty()) {
            waiting.put(room.getKey(), room.getValue());
        }
        return next;
    }
}
