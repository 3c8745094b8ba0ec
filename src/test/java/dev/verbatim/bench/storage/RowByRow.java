package dev.verbatim.bench.storage;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** What most programs do: a connection per writer, a row per statement, a commit per row. Through the same client library. */
final class RowByRow implements AutoCloseable {
    /** A table with a key, two texts and a time: what a row costs at least. */
    static final String PLAIN = "create table lines (id uuid primary key, room text not null, text text not null,"
            + " ts timestamptz not null default now())";

    static final String INSERT_PLAIN = "insert into lines (id, room, text) values ($1, $2, $3)";
    private static final String INSERT_MESSAGE =
            "insert into messages (tenant, room_id, seq, message_id, role, user_id, name, text, status, client_id, client_hash,"
                    + " created_rev, rev, ts) values ('main', $1, $2, $3, 'user', 'anna', 'Anna', $4, 'complete', $5,"
                    + " sha256('x'), $2, $2, $6)";
    private static final String TEXT = StorageLoad.QUESTION;

    private final Vertx vertx = Vertx.vertx();
    private final List<PgConnection> writers = new ArrayList<>();
    private final AtomicLong seq = new AtomicLong(1L << 40);

    RowByRow(String url, int count) {
        PgConnectOptions options = PgConnectOptions.fromUri(url).setCachePreparedStatements(true);
        for (int i = 0; i < count; i++) {
            writers.add(PgConnection.connect(vertx, options).await());
        }
    }

    Vertx vertx() {
        return vertx;
    }

    /** A loop per writer that fills {@link #PLAIN}. */
    List<Supplier<Future<Integer>>> plainRows() {
        return writers.stream()
                .<Supplier<Future<Integer>>>map(writer -> () -> plainRow(writer))
                .toList();
    }

    /** A loop per writer that fills the messages of its room, and does nothing else of what an accepted message is. */
    List<Supplier<Future<Integer>>> messages() {
        List<Supplier<Future<Integer>>> loops = new ArrayList<>();
        for (int i = 0; i < writers.size(); i++) {
            PgConnection writer = writers.get(i);
            String room = "room-" + (i + 1);
            loops.add(() -> message(writer, room));
        }
        return loops;
    }

    /** A loop per writer that chats in its room. */
    List<Supplier<Future<Integer>>> chats() {
        List<Supplier<Future<Integer>>> loops = new ArrayList<>();
        for (int i = 0; i < writers.size(); i++) {
            RowByRowChat chat = new RowByRowChat(writers.get(i), "room-" + (i + 1));
            loops.add(chat::chat);
        }
        return loops;
    }

    private Future<Integer> plainRow(PgConnection writer) {
        return writer.preparedQuery(INSERT_PLAIN)
                .execute(Tuple.of(UUID.randomUUID(), "room-17", TEXT))
                .map(rows -> 1);
    }

    private Future<Integer> message(PgConnection writer, String room) {
        Tuple row = Tuple.of(
                room,
                seq.incrementAndGet(),
                UUID.randomUUID(),
                TEXT,
                UUID.randomUUID().toString(),
                OffsetDateTime.now(ZoneOffset.UTC));
        return writer.preparedQuery(INSERT_MESSAGE).execute(row).map(rows -> 1);
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
