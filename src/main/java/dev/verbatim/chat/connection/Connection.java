package dev.verbatim.chat.connection;

import dev.verbatim.chat.wire.CloseCode;
import dev.verbatim.chat.wire.Frame;
import java.util.function.Consumer;

/** A line to one client. All calls and callbacks are on the event loop that made it. */
public interface Connection {
    /**
     * Who hears what comes in, and in a turn of its own, within no other call, that the line is gone: whoever writes to all in a room may go on
     * to the last of them. Set once, before anything can come.
     */
    void listen(Consumer<String> onText, Runnable onClosed);

    /** Who is told, after many bytes were unflushed, that there is room again; set once. */
    void onDrained(Runnable drained);

    /** Writes one message; it may leave only at the end of this turn of the event loop. On a line that is gone it does nothing. */
    void write(Frame frame);

    /** Lets what was written leave now. */
    void flush();

    /** Writes one message and lets it leave now, with all that was written before. */
    void writeNow(Frame frame);

    /** Bytes that were written and that the operating system has not taken; those of a line that is gone do not count. */
    long unflushed();

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

    /** The client's address, for logs and limits; behind a proxy that is believed the one that it names. */
    String peer();
}
