package dev.verbatim.storage;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.Supplier;

/** Several statements that see the database at one moment. */
final class Snapshots {
    private static final String BEGIN = "begin isolation level repeatable read read only";
    private static final String END = "commit";

    private Snapshots() {}

    /** Begins, reads, ends; the beginning is not waited for, the connection keeps the order. */
    static <T> Future<T> reading(SqlConnection connection, Supplier<Future<T>> reads) {
        Future<?> begun = connection.query(BEGIN).execute();
        return reads.get()
                .compose(read -> begun.map(read))
                .eventually(() -> connection.query(END).execute());
    }
}
