package dev.verbatim.storage;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A lane's connections, and which of them are free. Event loop only. */
final class Links {
    private final List<Link> all;
    private final Deque<Link> free;

    /** These, all of them free. */
    Links(List<Link> all) {
        this.all = all;
        this.free = new ArrayDeque<>(all);
    }

    boolean isOneFree() {
        return !free.isEmpty();
    }

    boolean areAllFree() {
        return free.size() == all.size();
    }

    /** One that is free; only while there is one. */
    Link take() {
        return free.removeFirst();
    }

    void giveBack(Link link) {
        free.addLast(link);
    }

    /** How many work now. */
    int busy() {
        return all.size() - free.size();
    }

    /** How many stand now. */
    int open() {
        return (int) all.stream().filter(Link::isOpen).count();
    }

    Future<?> close() {
        return Future.join(all.stream().map(Link::close).toList());
    }
}
