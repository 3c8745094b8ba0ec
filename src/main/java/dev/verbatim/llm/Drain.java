package dev.verbatim.llm;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How an instance ends without losing anything: it begins nothing more but what is claimed for it with a message that is
 * under way, and what runs may finish. At the limit the text so far is stored,
 * the providers' requests are closed and the leases left to run out, so that another owner (this one after its restart, if there is no
 * other) begins these replies anew; endings still get the time of one lease to be saved. Event loop only.
 */
final class Drain {
    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    private final Vertx vertx;
    private final RunningReplies replies;
    private final LeaseKeeper keeper;
    private final long flushMs;
    private final Promise<Void> over = Promise.promise();

    Drain(Vertx vertx, RunningReplies replies, LeaseKeeper keeper, long flushMs) {
        this.vertx = vertx;
        this.replies = replies;
        this.keeper = keeper;
        this.flushMs = flushMs;
    }

    /**
     * Drains; asked again, the shorter limit counts.
     *
     * @return completes when nothing is left here, never fails, never later than the limit, the last beat and one lease
     */
    Future<Void> within(long limitMs) {
        long timer = vertx.setTimer(Math.max(1, limitMs), id -> atLimit());
        replies.close().onComplete(drained -> finish());
        return over.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    private void atLimit() {
        keeper.lastBeat().onComplete(stored -> handOver());
    }

    private void handOver() {
        replies.handOver();
        if (!over.future().isComplete()) {
            vertx.setTimer(flushMs, id -> giveUp());
        }
    }

    private void giveUp() {
        if (!over.future().isComplete()) {
            LOG.warn(
                    "endings unsaved, left to takeovers count={}",
                    replies.census().unsavedEndings());
            finish();
        }
    }

    private void finish() {
        keeper.stop();
        over.tryComplete();
    }
}
