package dev.verbatim.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * The base line of what is saved: a few connections, each inserting one durable row after the other into a table of its
 * own in the gateway's Postgres, through the same driver. One event loop; the main thread only waits.
 *
 * <p>Arguments: a {@link LoadPlan} as JSON.
 */
final class InsertClient {
    /** As pgbench is usually asked. */
    static final int CONNECTIONS = 8;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    static final String TABLE = "bench_messages";
    static final String CREATE = "create table if not exists " + TABLE
            + " (id bigserial primary key, room_id text not null, text text not null, ts timestamptz not null default now())";
    private static final String INSERT = "insert into " + TABLE + " (room_id, text) values ($1, $2)";
    private static final long DRAIN_SECONDS = 30;

    private final LoadPlan plan;
    private final PgConnectOptions options;
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final Load load;
    private final Phases phases;

    InsertClient(LoadPlan plan, PgConnectOptions options, Phases.RowCount rows, PrintStream progress) {
        this.plan = plan;
        this.options = options;
        this.load = new Load(plan.scenario(), "");
        Executor loop = command -> context.runOnContext(turn -> command.run());
        this.phases = new Phases(plan, load, loop, progress, rows);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        LoadPlan plan = MAPPER.readValue(args[0], LoadPlan.class);
        Path directory = Path.of(Objects.requireNonNull(plan.files().database(), "the plan names no database"));
        try (Database database = Database.in(directory)) {
            database.run(CREATE);
            Phases.RowCount rows = () -> database.count(TABLE);
            InsertClient client = new InsertClient(plan, Database.options(directory), rows, Console.err());
            MAPPER.writeValue(Path.of(plan.files().output()).toFile(), client.run());
        }
    }

    LoadResult run() throws IOException, InterruptedException {
        try {
            long rowsBefore = phases.rows();
            for (int i = 0; i < plan.scenario().connections(); i++) {
                context.runOnContext(turn -> open());
            }
            phases.warmUp();
            List<LoadResult.Window> windows = phases.windows();
            phases.drain(DRAIN_SECONDS);
            phases.compareRows(rowsBefore);
            LoadResult.Entry nobody = LoadResult.Entry.NOBODY;
            return new LoadResult(
                    plan.system(), nobody, windows, Memory.UNKNOWN, Memory.UNKNOWN, phases.onLoop(load::faults));
        } finally {
            Database.await(vertx.close());
        }
    }

    private void open() {
        PgConnection.connect(vertx, options)
                .compose(connection -> connection.prepare(INSERT))
                .onSuccess(statement -> new Inserter(load, statement).next())
                .onFailure(this::fail);
    }

    private void fail(Throwable cause) {
        load.tally().error(cause.toString());
        load.done();
    }
}
