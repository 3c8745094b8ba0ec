package dev.verbatim.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The gateway's embedded Postgres, found through its data directory. Its methods wait for the answer: not for an event
 * loop.
 */
final class Database implements AutoCloseable {
    private static final long ANSWER_SECONDS = 30;
    private static final String NAME = "verbatim";
    /** Line 4 of postmaster.pid is the port. */
    private static final int PORT_LINE = 3;

    private final Vertx vertx = Vertx.vertx();
    private final PgConnection connection;

    private Database(PgConnectOptions options) throws IOException, InterruptedException {
        connection = await(PgConnection.connect(vertx, options));
    }

    static Database in(Path dataDirectory) throws IOException, InterruptedException {
        return new Database(options(dataDirectory));
    }

    static PgConnectOptions options(Path dataDirectory) throws IOException {
        List<String> server = Files.readAllLines(dataDirectory.resolve("postgres/postmaster.pid"));
        return new PgConnectOptions()
                .setHost("127.0.0.1")
                .setPort(Integer.parseInt(server.get(PORT_LINE).strip()))
                .setUser(NAME)
                .setDatabase(NAME)
                .setPassword(Files.readString(dataDirectory.resolve("postgres.password"))
                        .strip());
    }

    /** Runs a statement that has no answer. */
    void run(String sql) throws IOException, InterruptedException {
        await(connection.query(sql).execute());
    }

    /** How many rows a table has. */
    long count(String table) throws IOException, InterruptedException {
        return await(connection.query("select count(*) from " + table).execute())
                .iterator()
                .next()
                .getLong(0);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        await(connection.close());
        await(vertx.close());
    }

    static <T> T await(Future<T> answer) throws IOException, InterruptedException {
        try {
            return answer.toCompletionStage().toCompletableFuture().get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("Postgres: " + e, e);
        }
    }
}
