package dev.verbatim.storage;

import dev.verbatim.contract.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One kind of work and its connections: whatever is queued goes as one batch whenever a connection is free and it is the lane's
 * {@linkplain Turns turn}. No time window: the first ask of a quiet moment goes alone and at once, and what comes while it is under way goes
 * together.
 *
 * <p>With one connection asks are committed in the order in which they came. A batch that fails is tried again on a new connection where
 * it was lost, and in pieces of one where the database refused it, so that a row that cannot be stored fails alone. An ask is never given
 * up while it is under way, and fails with {@code storage_unavailable} when it has waited longer than its patience.
 *
 * <p>Event loop only. Bounded in rows and bytes, those under way included.
 *
 * @param <A> an ask
 * @param <R> its answer
 */
final class Lane<A, R> implements Turns.Waiting {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final long FIRST_REST_MS = 20;
    private static final long LONGEST_REST_MS = 1000;

    private final Vertx vertx;
    private final LaneLimits limits;
    private final Availability availability;
    private final BatchCall<A, R> call;
    private final Turns turns;
    private final Links links;
    private final Deque<Queued<A, R>> queue = new ArrayDeque<>();
    private final Promise<Void> drained = Promise.promise();
    private final long timer;
    private final LaneCount count = new LaneCount();
    private int rows;
    private long bytes;
    private long ticks;
    private long restMs;
    private boolean resting;
    private boolean draining;

    /**
     * A lane with nothing in it.
     *
     * @param availability whether asks are admitted now, and who is told when a connection is lost
     * @param turns of all lanes that wait for each other
     */
    Lane(Vertx vertx, LaneLimits limits, Availability availability, Links links, Turns turns, BatchCall<A, R> call) {
        this.vertx = vertx;
        this.limits = limits;
        this.availability = availability;
        this.call = call;
        this.turns = turns;
        this.links = links;
        this.timer = vertx.setPeriodic(limits.tickMs(), tick -> expire());
    }

    /** Queues an ask; {@code storage_unavailable} at once where the database is known to be away or too much waits. */
    Future<R> submit(A ask, long size) {
        boolean full = rows >= limits.maxQueueRows() || bytes + size > limits.maxQueueBytes();
        if (full || draining || !availability.isOpen()) {
            return Future.failedFuture(SqlStates.unavailable());
        }
        Queued<A, R> queued = new Queued<>(ask, size, ticks + LaneLimits.PATIENCE_TICKS);
        rows++;
        bytes += size;
        queue.addLast(queued);
        pump();
        return queued.promise.future();
    }

    boolean isEmpty() {
        return rows == 0;
    }

    /** Puts waiting asks on free connections; also called when its turn has come, and when the database is back. */
    @Override
    public void pump() {
        while (isWaiting()) {
            Runnable done = turns.take(this);
            if (done == null) {
                return;
            }
            run(links.take(), nextBatch(), done);
        }
    }

    @Override
    public boolean isWaiting() {
        return !resting && !queue.isEmpty() && links.isOneFree() && availability.isOpen();
    }

    /** Admits nothing more, finishes what is queued for as long as it has patience, and closes the connections. */
    Future<Void> close() {
        draining = true;
        finishIfDrained();
        return drained.future().onComplete(done -> vertx.cancelTimer(timer)).eventually(links::close);
    }

    private List<Queued<A, R>> nextBatch() {
        List<Queued<A, R>> batch = new ArrayList<>();
        long size = 0;
        do {
            Queued<A, R> next = queue.removeFirst();
            batch.add(next);
            size += next.size;
        } while (batch.size() < limits.maxBatchRows() && nextJoins(batch.get(0), size));
        return batch;
    }

    private boolean nextJoins(Queued<A, R> first, long size) {
        Queued<A, R> next = queue.peekFirst();
        return next != null && !first.alone && !next.alone && size + next.size <= LaneLimits.MAX_BATCH_BYTES;
    }

    private void run(Link link, List<Queued<A, R>> batch, Runnable done) {
        count.add(batch);
        List<A> asks = batch.stream().map(queued -> queued.ask).toList();
        link.use(connection -> call.run(connection, asks))
                .onSuccess(results -> settle(batch, results))
                .onFailure(cause -> failed(batch, cause))
                .onComplete(result -> free(link, done));
    }

    LaneTraffic traffic() {
        return count.traffic(rows, links);
    }

    private void free(Link link, Runnable done) {
        links.giveBack(link);
        done.run();
        pump();
        finishIfDrained();
    }

    private void settle(List<Queued<A, R>> batch, List<Settled<R>> results) {
        restMs = 0;
        for (int i = 0; i < batch.size(); i++) {
            leave(batch.get(i));
            results.get(i).answer().onComplete(batch.get(i).promise);
        }
        results.forEach(settled -> announce(settled.announce()));
        results.forEach(settled -> announce(settled.announceLater()));
    }

    /** What is committed is committed: a fact that cannot be said is found by its rev, and keeps no other fact back. */
    private static void announce(Runnable facts) {
        try {
            facts.run();
        } catch (RuntimeException e) {
            LOG.error("fact not published", e);
        }
    }

    private void failed(List<Queued<A, R>> batch, Throwable cause) {
        Trouble trouble = SqlStates.troubleOf(cause);
        if (trouble == Trouble.LOST) {
            LOG.debug("batch lost rows={} reason={}", batch.size(), SqlStates.reason(cause));
            putBack(batch);
            rest();
            availability.suspicion().run();
        } else if (batch.size() > 1) {
            LOG.debug("batch refused, each row alone rows={} reason={}", batch.size(), SqlStates.reason(cause));
            batch.forEach(queued -> queued.alone = true);
            putBack(batch);
        } else {
            failedAlone(batch.get(0), trouble, cause);
        }
    }

    private void failedAlone(Queued<A, R> queued, Trouble trouble, Throwable cause) {
        boolean again = trouble == Trouble.CONTENDED || (trouble == Trouble.DUPLICATE && !queued.alone);
        queued.alone = true;
        if (again && queued.expiresAt > ticks) {
            putBehind(queued);
            return;
        }
        if (!(cause instanceof Failure)) {
            LOG.warn("row refused reason={}", SqlStates.reason(cause));
        }
        leave(queued);
        queued.promise.fail(SqlStates.failureOf(cause));
    }

    private void putBack(List<Queued<A, R>> batch) {
        for (int i = batch.size() - 1; i >= 0; i--) {
            queue.addFirst(batch.get(i));
        }
    }

    /** Who waits for somebody's lock shall not hold up others; what came later about the same still stays behind it. */
    private void putBehind(Queued<A, R> queued) {
        Object subject = call.subjectOf(queued.ask);
        Predicate<Queued<A, R>> later = other -> subject.equals(call.subjectOf(other.ask));
        List<Queued<A, R>> followers = queue.stream().filter(later).toList();
        queue.removeIf(later);
        queue.addLast(queued);
        queue.addAll(followers);
    }

    private void rest() {
        resting = true;
        restMs = Math.min(LONGEST_REST_MS, Math.max(FIRST_REST_MS, restMs * 2));
        vertx.setTimer(restMs, rested -> {
            resting = false;
            pump();
        });
    }

    private void expire() {
        ticks++;
        Iterator<Queued<A, R>> waiting = queue.iterator();
        while (waiting.hasNext()) {
            Queued<A, R> queued = waiting.next();
            if (queued.expiresAt <= ticks) {
                waiting.remove();
                leave(queued);
                queued.promise.fail(SqlStates.unavailable());
            }
        }
        finishIfDrained();
    }

    private void leave(Queued<A, R> queued) {
        rows--;
        bytes -= queued.size;
    }

    private void finishIfDrained() {
        if (draining && rows == 0 && links.areAllFree()) {
            drained.tryComplete();
        }
    }
}
