package dev.verbatim.contract;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * What consumers of one context are sent by senders of the same event loop, in the order in which it was sent, all of a turn in one task of
 * the next: the bus would make one, and look up an address, for each. Used by {@link Line} only.
 */
public final class Inbox {
    private static final System.Logger LOG = System.getLogger(Inbox.class.getName());

    /** A consumer with an inbox. */
    record Near<T>(Inbox inbox, Consumer<T> handler) implements Shareable {}

    private final Context context;
    private final Thread thread = Thread.currentThread();
    private final ArrayDeque<Object> messages = new ArrayDeque<>();
    private final ArrayDeque<Consumer<Object>> handlers = new ArrayDeque<>();
    private boolean due;
    private long emptied;

    private Inbox(Context context) {
        this.context = context;
    }

    /** One of the current context, which is an event loop's. */
    public static Inbox here(Vertx vertx) {
        return new Inbox(vertx.getOrCreateContext());
    }

    /** Whether it may be used from the current thread. */
    boolean isNear() {
        return Thread.currentThread() == thread;
    }

    /** How often it will have been emptied before it holds nothing of what it holds now. */
    long nextTurn() {
        return due ? emptied + 1 : emptied;
    }

    /** How often it has been emptied. */
    long turn() {
        return emptied;
    }

    <T> void add(Consumer<T> handler, T message) {
        messages.add(message);
        @SuppressWarnings("unchecked") // Both go in together and come out together.
        Consumer<Object> taker = (Consumer<Object>) handler;
        handlers.add(taker);
        if (!due) {
            due = true;
            context.runOnContext(turn -> empty());
        }
    }

    private void empty() {
        due = false;
        emptied++;
        for (int left = messages.size(); left > 0; left--) {
            deliver(handlers.remove(), messages.remove());
        }
    }

    private static void deliver(Consumer<Object> handler, Object message) {
        try {
            handler.accept(message);
        } catch (RuntimeException defect) {
            LOG.log(System.Logger.Level.ERROR, "message could not be handled type=" + message.getClass(), defect);
        }
    }
}
