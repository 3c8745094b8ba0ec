package dev.verbatim.chat.connection;

import dev.verbatim.chat.wire.CloseCode;
import dev.verbatim.chat.wire.Frame;
import dev.verbatim.contract.DeltaKind;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * What goes out to one client, in order and bounded.
 *
 * <p>Bytes that the connection has not flushed are counted. Below the soft limit a frame is written at once. Above it, frames wait
 * here, and deltas of the same answer wait as one range of its text, which costs no memory of its own and goes out as one frame. At
 * the hard limit the connection is closed with {@link CloseCode#SLOW}; nobody else notices. One frame that is itself above the soft
 * limit, such as a snapshot, does not count while it is on its way: what may be held is the hard limit and one such frame. What all viewers
 * of the process hold together is bounded by the {@link Backlog}.
 */
public final class Outbound {
    private static final int MERGE_DEPTH = 8;

    /** What a line usually has on its way at some moment is not worth being counted: this part of the soft limit. */
    private static final int USUAL_PART = 16;

    private final Connection connection;
    private final int softBytes;
    private final int hardBytes;
    private final Backlog.Account account;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long written;
    private long waitingBytes;
    private int largeBytes;
    private long largeEnd;
    private boolean held;
    private boolean draining;
    private boolean closed;
    private boolean overdue;
    private Runnable caughtUp = () -> {};

    /**
     * An empty queue before a connection.
     *
     * @param softBytes unflushed bytes from which deltas are merged
     * @param hardBytes unflushed and waiting bytes at which the connection is closed
     * @param account where what it owes is counted
     */
    public Outbound(Connection connection, int softBytes, int hardBytes, Backlog.Account account) {
        this.connection = connection;
        this.softBytes = softBytes;
        this.hardBytes = hardBytes;
        this.account = account;
        account.of(this::sendAway, connection::abort);
        connection.onDrained(this::drain);
    }

    /** What it stands before. */
    public Connection connection() {
        return connection;
    }

    /** Who is told that the client has taken most of what it was sent, after it {@link #isBehind was behind}; set once. */
    public void onCaughtUp(Runnable told) {
        caughtUp = told;
    }

    /** Whether the client has so much to take that nothing large should come to it. */
    public boolean isBehind() {
        return connection.unflushed() + waitingBytes > softBytes;
    }

    /** Whether this process can hold another large frame for somebody who may not take it. */
    public boolean mayBeLarge() {
        return !account.all().isHigh();
    }

    /** Counts what is owed at this moment; also to be done once in a while, since a line that takes all of it at once does not say so. */
    public void settle() {
        long owed = connection.unflushed() + waitingBytes;
        account.set(owed > softBytes / USUAL_PART ? owed : 0);
    }

    /** The connection is gone with all that was owed. */
    public void gone() {
        close();
        account.close();
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
        settle();
    }

    /** Sends a frame before whatever waits here. */
    public void urgent(Frame frame) {
        if (!closed && !isOverdue()) {
            write(frame);
            settle();
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
        long before = connection.unflushed();
        if (waiting.isEmpty() && !held && before <= softBytes) {
            count(frame);
            connection.writeNow(frame);
            if (before + account.owed() > softBytes / USUAL_PART) {
                settle();
            }
        } else if (!isOverdue()) {
            if (!merged(source, kind, to)) {
                enqueue(new Waiting(source, kind, from, to));
            }
            settle();
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
        account.leaves();
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
        if (!isTooMuch()) {
            return false;
        }
        connection.flush();
        if (!isTooMuch()) {
            return false;
        }
        sendAway();
        return true;
    }

    private boolean isTooMuch() {
        return outstanding() >= hardBytes || (account.all().isFull() && isBehind());
    }

    /** It may come back when it can take more. */
    private void sendAway() {
        if (!closed) {
            overdue = true;
            close();
            connection.close(CloseCode.SLOW);
            settle();
        }
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
        settle();
        if (!closed && !isBehind()) {
            caughtUp.run();
        }
    }
}
