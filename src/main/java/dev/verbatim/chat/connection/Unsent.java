package dev.verbatim.chat.connection;

import dev.verbatim.chat.wire.Frame;
import dev.verbatim.chat.wire.SockJsText;
import java.util.ArrayList;
import java.util.List;

/** What a SockJS session over HTTP has to say and nobody has taken yet: frames that wait for a reader, and those on their way to one. */
final class Unsent {
    private final List<Frame> waiting = new ArrayList<>();
    private long bytes;

    /** Frames that leave together. */
    record Batch(String message, long bytes) {}

    void add(Frame frame) {
        waiting.add(frame);
        bytes += frame.bytes();
    }

    boolean isWaiting() {
        return !waiting.isEmpty();
    }

    /** All that waits, one frame at least; it counts until it is {@link #taken}. */
    Batch batch() {
        Batch all = new Batch(
                SockJsText.message(waiting),
                waiting.stream().mapToLong(Frame::bytes).sum());
        waiting.clear();
        return all;
    }

    /** So many bytes are the operating system's now. */
    void taken(long sent) {
        bytes -= sent;
    }

    /** Drops what waits. */
    void drop() {
        waiting.clear();
    }

    /** Bytes that wait or are on their way. */
    long bytes() {
        return bytes;
    }
}
