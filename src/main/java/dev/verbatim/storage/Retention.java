package dev.verbatim.storage;

import dev.verbatim.config.RetentionSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of what is older than an operator wants it: a small piece at a time, one node at a time (who is at it is settled in the database).
 * Event loop only; one piece under way at most.
 */
final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final long BETWEEN_PIECES_MS = 200;
    private static final long BETWEEN_LOOKS_MS = 30_000;

    private final Vertx vertx;
    private final Singles lane;
    private final TombstoneStore store;
    private final ExpiredRows expired;
    private final RetentionSettings settings;
    private long timer;
    private boolean stopped;

    Retention(Vertx vertx, Singles lane, TombstoneStore store, RetentionSettings settings) {
        this.vertx = vertx;
        this.lane = lane;
        this.store = store;
        this.expired = new ExpiredRows(settings.budgetsDays());
        this.settings = settings;
    }

    /** Begins, after a while. */
    void start() {
        look(BETWEEN_LOOKS_MS);
    }

    void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    private void look(long inMs) {
        if (!stopped) {
            timer = vertx.setTimer(inMs, due -> piece());
        }
    }

    private void piece() {
        lane.run(this::retain).onComplete(found -> look(found ? BETWEEN_PIECES_MS : BETWEEN_LOOKS_MS), this::later);
    }

    private Future<Boolean> retain(SqlConnection connection) {
        return store.retain(connection, settings)
                .compose(found -> expired.forget(connection).map(more -> found || more));
    }

    private void later(Throwable cause) {
        LOG.debug("retention put off reason={}", SqlStates.reason(cause));
        look(BETWEEN_LOOKS_MS);
    }
}
