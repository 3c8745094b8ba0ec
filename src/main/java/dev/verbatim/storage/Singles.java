package dev.verbatim.storage;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A lane for work that is not batched: reads, beats and rare writes, each a call of its own and safe to repeat. Event loop only.
 */
final class Singles {
    private static final long SIZE = 256;

    private final Lane<Work<?>, Boolean> lane;

    Singles(Vertx vertx, LaneLimits limits, Availability availability, Links links) {
        this.lane = new Lane<>(vertx, limits, availability, links, Turns.FREELY, Singles::run);
    }

    /** Runs some work on a free connection; may run it again if the connection was lost meanwhile. */
    <T> Future<T> run(Function<SqlConnection, Future<T>> work) {
        return run(work, SIZE);
    }

    /** The same, for work that carries so many bytes. */
    <T> Future<T> run(Function<SqlConnection, Future<T>> work, long size) {
        Work<T> queued = new Work<>(work);
        return lane.submit(queued, size).map(done -> queued.result());
    }

    void pump() {
        lane.pump();
    }

    LaneTraffic traffic() {
        return lane.traffic();
    }

    Future<Void> close() {
        return lane.close();
    }

    private static Future<List<Settled<Boolean>>> run(SqlConnection connection, List<Work<?>> asks) {
        return asks.get(0).on(connection).map(done -> List.of(Settled.of(true)));
    }

    /** Some work and, once done, its result. */
    private static final class Work<T> {
        private final Function<SqlConnection, Future<T>> work;
        private @Nullable T result;

        private Work(Function<SqlConnection, Future<T>> work) {
            this.work = work;
        }

        private Future<T> on(SqlConnection connection) {
            return work.apply(connection).onSuccess(value -> result = value);
        }

        private T result() {
            if (result == null) {
                throw new IllegalStateException("Work that is done has a result");
            }
            return result;
        }
    }
}
