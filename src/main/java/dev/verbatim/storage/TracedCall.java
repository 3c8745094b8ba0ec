package dev.verbatim.storage;

import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.Tracing;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;

/**
 * A call whose batches are spans, each below the ask that made it go, or that made the call go for which it had to wait. Event loop only.
 *
 * @param name of the spans
 */
record TracedCall<A, R>(MessageBus bus, String name, BatchCall<A, R> call) implements BatchCall<A, R> {
    @Override
    public Future<List<Settled<R>>> run(SqlConnection connection, List<A> asks) {
        Tracing.Span span = bus.span(name);
        return call.run(connection, asks).onComplete(results -> span.end(results.cause()));
    }

    @Override
    public Object subjectOf(A ask) {
        return call.subjectOf(ask);
    }
}
