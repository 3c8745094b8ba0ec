package dev.verbatim.chat.connection;

import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;

/** Flushes each connection that was written to once, at the end of a turn of the event loop; no timer is involved. */
public final class TurnFlush {
    private final Context context;
    private List<Connection> written = new ArrayList<>();
    private List<Connection> spare = new ArrayList<>();

    /** Flushes on this context, which is that of all its connections. */
    public TurnFlush(Context context) {
        this.context = context;
    }

    /** There is something to flush; the caller says so once until it is flushed. */
    void add(Connection connection) {
        written.add(connection);
        if (written.size() == 1) {
            context.runOnContext(turn -> flush());
        }
    }

    private void flush() {
        List<Connection> now = written;
        written = spare;
        now.forEach(Connection::flush);
        now.clear();
        spare = now;
    }
}
