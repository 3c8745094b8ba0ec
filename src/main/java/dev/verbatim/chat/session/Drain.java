package dev.verbatim.chat.session;

import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * How boot takes the chat verticles of a node out of service, in two steps: first they refuse what is new while running replies
 * finish, later they send their viewers away. One for all instances; may be called from any thread.
 */
public final class Drain {
    private final List<Supplier<Future<Void>>> doors = new CopyOnWriteArrayList<>();
    private volatile boolean refusing;

    /** From now on joins and sends are refused with {@code at_capacity}, and new connections sent away; the rest goes on. */
    public void refuse() {
        refusing = true;
    }

    /** Tells every viewer to reconnect and closes it with 4409; completes when all are gone or were given time to go. */
    public Future<Void> closeViewers() {
        refuse();
        return Future.all(doors.stream().map(Supplier::get).toList()).mapEmpty();
    }

    boolean isRefusing() {
        return refusing;
    }

    void add(Supplier<Future<Void>> door) {
        doors.add(door);
    }

    void remove(Supplier<Future<Void>> door) {
        doors.remove(door);
    }
}
