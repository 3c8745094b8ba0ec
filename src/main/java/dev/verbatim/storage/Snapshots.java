package dev.verbatim.storage;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.Function;
import java.util.function.Supplier;

/** Several statements that see the database at one moment. */
final class Snapshots {
    private static final String BEGIN = "begin isolation level repeatable read read only";
    private static final String END = "commit";

    private Snapshots() {}

    /** Begins, reads, ends; the beginning is not waited for, the connection keeps the order. */
    static <T> Future<T> reading(SqlConnection connection, Supplier<Future<T>> reads) {
        return reading(connection, reads, Future::succeededFuture);
    }

    /**
     * The same where what else is read depends on what was read first.
     *
     * @param rest asks all that it asks before it returns: the end goes out right behind it
     */
    static <F, T> Future<T> reading(SqlConnection connection, Supplier<Future<F>> first, Function<F, Future<T>> rest) {
        Future<?> begun = connection.query(BEGIN).execute();
        return first.get().transform(read -> {
            Future<T> all = read.succeeded() ? rest.apply(read.result()) : Future.failedFuture(read.cause());
            Future<?> ended = connection.query(END).execute();
            return Future.join(begun, all, ended).transform(done -> begun.compose(good -> all));
        });
    }
}
