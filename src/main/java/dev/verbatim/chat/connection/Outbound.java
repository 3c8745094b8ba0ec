package dev.verbatim.chat.connection;

import dev.verbatim.chat.wire.CloseCode;
import dev.verbatim.chat.wire.Frame;
import dev.verbatim.contract.DeltaKind;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * What goes out to one client, in order and bounded.
 *
 * <p>Bytes that the connection has not flushed are counted. Below the soft limit a frame is written at once. Above it, frames wait
 * here, and deltas of the same answer wait as one range of its text, which costs no memory of its own and goes out as one frame. At
 * the hard limit the connection is closed with {@link CloseCode#SLOW}; nobody else notices. One frame that is itself above the soft
 * limit, such as a snapshot, does not count while it is on its way: what may be held is the hard limit and one such frame.
 */
public final class Outbound {
    private static final int MERGE_DEPTH = 8;

    private final Connection connection;
    private final int softBytes;
    private final int hardBytes;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long written;
    private long waitingBytes;
    private int largeBytes;
    private long largeEnd;
    private boolean held;
    private boolean draining;
    private boolean closed;
    private boolean overdue;

    /**
     * An empty queue before a connection.
     *
     * @param softBytes unflushed bytes from which deltas are merged
     * @param hardBytes unflushed and waiting bytes at which the connection is closed
     */
    public Outbound(Connection connection, int softBytes, int hardBytes) {
        this.connection = connection;
        this.softBytes = softBytes;
        this.hardBytes = hardBytes;
        connection.onDrained(this::drain);
    }

    /** Sends a frame after all that was sent before. */
    public void frame(Frame frame) {
        if (closed || isOverdue()) {
            return;
        }
        if (waiting.isEmpty() && !held) {
            write(frame);
        } else {
            enqueue(new Waiting(frame));
        }
    }

    /** Sends a frame before whatever waits here. */
    public void urgent(Frame frame) {
        if (!closed && !isOverdue()) {
            write(frame);
        }
    }

    /**
     * Sends what an answer grew by, at once: a room's text goes out once per turn, and each of a thousand lines is touched once.
     *
     * @param frame the same as {@code source.delta(kind, from, to)}, made once for all viewers
     */
    public void delta(Frame frame, DeltaSource source, DeltaKind kind, int from, int to) {
        if (closed) {
            return;
        }
        if (waiting.isEmpty() && !held && connection.unflushed() <= softBytes) {
            count(frame);
            connection.writeNow(frame);
        } else if (!isOverdue() && !merged(source, kind, to)) {
            enqueue(new Waiting(source, kind, from, to));
        }
    }

    /** Lets frames wait here until {@link #release}; {@link #urgent} ones do not. */
    public void hold() {
        held = true;
    }

    /** Lets them go. */
    public void release() {
        held = false;
        drain();
    }

    /** Sends nothing more; what waits is dropped. */
    public void close() {
        closed = true;
        waiting.clear();
        waitingBytes = 0;
    }

    /** Whether it was closed, from outside or because the client was too slow. */
    public boolean isClosed() {
        return closed;
    }

    /** Whether it was closed because the client did not keep up. */
    public boolean wasTooSlow() {
        return overdue;
    }

    private boolean merged(DeltaSource source, DeltaKind kind, int to) {
        Iterator<Waiting> newestFirst = waiting.descendingIterator();
        for (int i = 0; i < MERGE_DEPTH && newestFirst.hasNext(); i++) {
            Waiting candidate = newestFirst.next();
            // A snapshot may stand between: text after it must not go out before it.
            if (candidate.whole != null) {
                return false;
            }
            if (candidate.source == source && candidate.kind == kind) {
                waitingBytes += to - candidate.to;
                candidate.to = to;
                return true;
            }
        }
        return false;
    }

    private void enqueue(Waiting entry) {
        waiting.addLast(entry);
        waitingBytes += entry.bytes();
    }

    private boolean isOverdue() {
        if (outstanding() < hardBytes) {
            return false;
        }
        connection.flush();
        if (outstanding() < hardBytes) {
            return false;
        }
        overdue = true;
        close();
        connection.close(CloseCode.SLOW);
        return true;
    }

    private long outstanding() {
        return connection.unflushed() + waitingBytes - (isLargeOnItsWay() ? largeBytes : 0);
    }

    private boolean isLargeOnItsWay() {
        return largeEnd > written - connection.unflushed();
    }

    private void write(Frame frame) {
        count(frame);
        connection.write(frame);
    }

    private void count(Frame frame) {
        int bytes = frame.bytes();
        boolean large = bytes > softBytes && !isLargeOnItsWay();
        written += bytes;
        if (large) {
            largeBytes = bytes;
            largeEnd = written;
        }
    }

    /** A write may drain the line before it returns: the loop, not the callback, goes on. */
    private void drain() {
        if (draining) {
            return;
        }
        draining = true;
        while (!held && !waiting.isEmpty() && connection.unflushed() <= softBytes) {
            Waiting next = waiting.removeFirst();
            waitingBytes -= next.bytes();
            write(next.frame());
        }
        draining = false;
    }

    /** A frame, or a range of an answer's text that becomes one when its turn comes. */
    private static final class Waiting {
        private final @Nullable Frame whole;
        private final @Nullable DeltaSource source;
        private final @Nullable DeltaKind kind;
        private final int from;
        private int to;

        private Waiting(Frame whole) {
            this.whole = whole;
            this.source = null;
            this.kind = null;
            this.from = 0;
        }

        private Waiting(DeltaSource source, DeltaKind kind, int from, int to) {
            this.whole = null;
            this.source = source;
            this.kind = kind;
            this.from = from;
            this.to = to;
        }

        private long bytes() {
            return whole != null ? whole.bytes() : to - from;
        }

        private Frame frame() {
            if (source != null && kind != null) {
                return source.delta(kind, from, to);
            }
            if (whole != null) {
                return whole;
            }
            throw new IllegalStateException("Neither a frame nor a range");
        }
    }
}
