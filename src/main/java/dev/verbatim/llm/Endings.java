package dev.verbatim.llm;

import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.EndedReply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Endings on their way to Postgres. Each goes out at once; if storage is away they wait here in their order, the first one is
 * repeated until it is accepted, and then the others follow. An ending is given up only if storage keeps saying no to it for a reason that
 * does not pass; its lease then runs out and the reply is ended by a takeover. Event loop only.
 */
final class Endings {
    private static final Logger LOG = LoggerFactory.getLogger(Endings.class);
    private static final int MAX_REFUSALS = 3;
    private static final int FASTEST = 10;

    private final Vertx vertx;
    private final ReplyStore store;
    private final long maxBytes;
    private final long maxDelayMs;
    private final TreeMap<Long, Ending> waiting = new TreeMap<>();
    private long lastId;
    private long bytes;
    private int unsaved;
    private long delayMs;
    private boolean retrying;

    /**
     * None.
     *
     * @param maxBytes of text that may wait before {@link #full}
     * @param maxDelayMs longest time between two tries; the first one comes after a tenth of it
     */
    Endings(Vertx vertx, ReplyStore store, long maxBytes, long maxDelayMs) {
        this.vertx = vertx;
        this.store = store;
        this.maxBytes = maxBytes;
        this.maxDelayMs = maxDelayMs;
        this.delayMs = firstDelay();
    }

    /**
     * Saves an ending, however long it takes.
     *
     * @param onWaiting called each time that it has to wait
     * @return storage's answer; fails only if storage refuses the ending for good
     */
    Future<EndedReply> save(EndReply reply, Runnable onWaiting) {
        Ending ending = new Ending(++lastId, reply, onWaiting);
        unsaved++;
        bytes += ending.bytes();
        if (waiting.isEmpty()) {
            send(ending);
        } else {
            keep(ending);
        }
        return ending.promise.future();
    }

    /** Whether an ending waits for storage to come back. */
    boolean waiting() {
        return !waiting.isEmpty();
    }

    /** Whether there is so much unsaved text that no new reply may start. */
    boolean full() {
        return bytes > maxBytes;
    }

    /** Endings that storage has not accepted yet. */
    int unsaved() {
        return unsaved;
    }

    private Future<EndedReply> send(Ending ending) {
        return store.end(ending.reply)
                .onComplete(accepted -> settle(ending, accepted), cause -> postpone(ending, cause));
    }

    private void settle(Ending ending, EndedReply accepted) {
        forget(ending);
        ending.promise.complete(accepted);
    }

    private void postpone(Ending ending, Throwable cause) {
        ending.refusals += ReplyStore.mayPass(cause) ? 0 : 1;
        if (ending.refusals >= MAX_REFUSALS) {
            forget(ending);
            ending.promise.fail(cause);
            return;
        }
        if (waiting.isEmpty()) {
            LOG.warn("endings wait for storage reason={}", cause.getMessage());
        }
        keep(ending);
        if (!retrying) {
            retryLater();
        }
    }

    private void forget(Ending ending) {
        waiting.remove(ending.id);
        unsaved--;
        bytes -= ending.bytes();
    }

    private void keep(Ending ending) {
        waiting.put(ending.id, ending);
        ending.onWaiting.run();
    }

    private void retryLater() {
        retrying = true;
        vertx.setTimer(delayMs, id -> retryFirst());
        delayMs = Math.min(maxDelayMs, delayMs * 2);
    }

    private void retryFirst() {
        if (waiting.isEmpty()) {
            recovered();
            return;
        }
        send(waiting.firstEntry().getValue()).onComplete(accepted -> recovered(), cause -> retryLater());
    }

    private void recovered() {
        retrying = false;
        delayMs = firstDelay();
        List<Ending> inOrder = new ArrayList<>(waiting.values());
        waiting.clear();
        inOrder.forEach(this::send);
        LOG.info("endings go out again count={}", inOrder.size());
    }

    private long firstDelay() {
        return Math.max(1, maxDelayMs / FASTEST);
    }

    private static final class Ending {
        private final long id;
        private final EndReply reply;
        private final Runnable onWaiting;
        private final Promise<EndedReply> promise = Promise.promise();
        private int refusals;

        private Ending(long id, EndReply reply, Runnable onWaiting) {
            this.id = id;
            this.reply = reply;
            this.onWaiting = onWaiting;
        }

        private long bytes() {
            return Character.BYTES
                    * ((long) reply.text().length()
                            + reply.reasoning().length()
                            + reply.refusal().length());
        }
    }
}
