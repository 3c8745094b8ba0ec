package dev.verbatim.chat.room;

import dev.verbatim.contract.Failure;
import dev.verbatim.contract.MarkRead;
import dev.verbatim.contract.MarksMoved;
import dev.verbatim.contract.ReadMark;
import dev.verbatim.contract.RoomKey;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * How far people of one chat verticle have read, until it is written down: of each person and room the newest mark, all of them in one question a
 * tick, one question at a time. What could not be written because the database is away waits for the next tick; beyond {@link #MOST_WAITING} marks are dropped, which
 * costs nothing but a number at a room's name. On the verticle's event loop.
 */
final class ReadMarks {
    static final int MOST_WAITING = 10_000;
    static final int MOST_AT_ONCE = 500;

    private record Reader(RoomKey room, String userId) {}

    private final Function<MarkRead, Future<MarksMoved>> storage;
    private final Map<Reader, Long> waiting = new LinkedHashMap<>();
    private boolean writing;

    ReadMarks(Function<MarkRead, Future<MarksMoved>> storage) {
        this.storage = storage;
    }

    /** This person has read the room up to here. */
    void mark(RoomKey room, String userId, long seq) {
        Reader reader = new Reader(room, userId);
        if (waiting.size() < MOST_WAITING || waiting.containsKey(reader)) {
            waiting.merge(reader, seq, Math::max);
        }
    }

    /** How many marks wait. */
    int size() {
        return waiting.size();
    }

    /** Has some of them written down. */
    void tick() {
        if (writing || waiting.isEmpty()) {
            return;
        }
        writing = true;
        List<ReadMark> some = new ArrayList<>();
        Iterator<Map.Entry<Reader, Long>> oldest = waiting.entrySet().iterator();
        while (oldest.hasNext() && some.size() < MOST_AT_ONCE) {
            Map.Entry<Reader, Long> next = oldest.next();
            some.add(new ReadMark(next.getKey().room(), next.getKey().userId(), next.getValue()));
            oldest.remove();
        }
        storage.apply(new MarkRead(List.copyOf(some)))
                .onComplete(moved -> writing = false, cause -> failed(some, cause));
    }

    private void failed(List<ReadMark> marks, Throwable cause) {
        writing = false;
        if (Failure.of(cause).code().mayRetry()) {
            marks.forEach(mark -> mark(mark.room(), mark.userId(), mark.seq()));
        }
    }
}
