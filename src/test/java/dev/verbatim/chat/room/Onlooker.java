package dev.verbatim.chat.room;

import dev.verbatim.chat.connection.Backlog;
import dev.verbatim.chat.connection.Connection;
import dev.verbatim.chat.connection.Outbound;
import dev.verbatim.chat.wire.CloseCode;
import dev.verbatim.chat.wire.Frame;
import dev.verbatim.contract.Author;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.MessagePosted;
import dev.verbatim.contract.RoomKey;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Somebody who looks at rooms over a line that takes everything, and keeps what they saw. */
final class Onlooker implements Viewer, Connection {
    private static final int ENOUGH = 1 << 20;

    private final Author author;
    private final Outbound outbound = new Outbound(this, ENOUGH, ENOUGH, new Backlog(ENOUGH).account(Runnable::run));
    private final List<JsonObject> seen = new ArrayList<>();
    private Runnable whenSeen = () -> {};

    Onlooker(String userId) {
        this.author = new Author(userId, userId.toUpperCase(Locale.ROOT));
    }

    /** The frames that came since this was asked last. */
    List<JsonObject> takeSeen() {
        List<JsonObject> taken = List.copyOf(seen);
        seen.clear();
        return taken;
    }

    /** What happens in the turn in which a frame comes. */
    void whenSeen(Runnable happens) {
        whenSeen = happens;
    }

    @Override
    public Outbound outbound() {
        return outbound;
    }

    @Override
    public Author author() {
        return author;
    }

    @Override
    public void write(Frame frame) {
        seen.add(new JsonObject(frame.text()));
        whenSeen.run();
    }

    @Override
    public void writeNow(Frame frame) {
        write(frame);
    }

    @Override
    public void removed(RoomKey room, Failure reason) {}

    @Override
    public void beforeMessage(MessagePosted posted) {}

    @Override
    public void listen(Consumer<String> onText, Runnable onClosed) {}

    @Override
    public void onDrained(Runnable drained) {}

    @Override
    public void flush() {}

    @Override
    public long unflushed() {
        return 0;
    }

    @Override
    public void close(CloseCode code) {}

    @Override
    public void abort() {}

    @Override
    public boolean ping() {
        return true;
    }

    @Override
    public String peer() {
        return "test";
    }
}
