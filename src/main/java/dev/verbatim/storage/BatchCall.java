package dev.verbatim.storage;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;

/**
 * Commits a batch of asks in one autocommitted call.
 *
 * @param <A> an ask; may come again after a call of which nobody knows how it ended
 * @param <R> its answer
 */
@FunctionalInterface
interface BatchCall<A, R> {
    /** As many results as asks, in their order; fails if nothing was committed or nobody knows. */
    Future<List<Settled<R>>> run(SqlConnection connection, List<A> asks);

    /** What an ask is about: asks of the same are never committed in another order than they came in. */
    default Object subjectOf(A ask) {
        return ask;
    }
}
