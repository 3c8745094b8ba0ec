package dev.verbatim.chat.connection;

import dev.verbatim.chat.wire.CloseCode;
import io.vertx.core.Future;
import java.util.function.Consumer;

/** A line to one client. All calls and callbacks are on the event loop that made it. */
public interface Connection {
    /** Who hears what comes in; set once, before anything can come. */
    void listen(Consumer<String> onText, Runnable onClosed);

    /** Writes one message; the future completes when the operating system has taken it, or fails with the connection. */
    Future<Void> write(String text);

    /** Closes with this code; again does nothing. A client that does not read may not get it. */
    void close(CloseCode code);

    /** Ends a line that {@link #close} did not end, without another word. */
    void abort();

    /**
     * Asks whether the client is still there, where the transport has a way to ask.
     *
     * @return false: it did not answer the last time, or since, so that the line counts as dead
     */
    boolean ping();

    /** The client's address, for logs. */
    String peer();
}
