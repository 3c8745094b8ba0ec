package dev.verbatim.bench.storage;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/**
 * A chat as {@link StorageLoad} does it, written as most programs would: three transactions, each statement for one row, one after the
 * other on one connection. It leaves out what storage also does: known client ids, membership, the room's open replies, fencing.
 */
final class RowByRowChat {
    private static final String COUNT =
            "update rooms set seq = seq + $2, rev = rev + 1 where tenant = 'main' and room_id = $1 returning seq, rev";
    private static final String QUESTION =
            "insert into messages (tenant, room_id, seq, message_id, role, user_id, name, text, status, client_id, client_hash,"
                    + " created_rev, rev, ts) values ('main', $1, $2, $3, 'user', 'anna', 'Anna', $4, 'complete', $5,"
                    + " sha256('x'), $6, $6, now())";
    private static final String REPLY =
            "insert into replies (tenant, reply_id, room_id, seq, reply_to, user_id, state, created_rev, created_at, pending_at)"
                    + " values ('main', $1, $2, $3, $4, 'anna', 'pending', $5, now(), now())";
    private static final String CLAIM =
            "update replies set state = 'running', epoch = 1, attempt = 1, claim_id = $1, owner = 'o', provider = 'p', model = 'm',"
                    + " lease_until = now() + interval '4 s', started_at = now(), started_rev = $2 where reply_id = $1";
    private static final String ATTEMPT =
            "insert into attempts (tenant, reply_id, attempt, epoch, claim_id, owner, provider, model, prompt_estimate, started_at)"
                    + " values ('main', $1, 1, 1, $1, 'o', 'p', 'm', 100, now())";
    private static final String TAIL =
            "select * from messages where tenant = 'main' and room_id = $1 and seq < $2 order by seq desc limit 10";
    private static final String ANSWER =
            "insert into messages (tenant, room_id, seq, message_id, role, text, status, reason, reply_to, tokens, created_rev, rev,"
                    + " ts) values ('main', $1, $2, $3, 'assistant', $4, 'complete', 'stop', $5, 50, $6, $6, now())";
    private static final String END =
            "update replies set state = 'ended', ended_at = now(), end_id = $1, owner = null, lease_until = null where reply_id = $1";
    private static final String BILL =
            "update attempts set outcome = 'complete', ended_at = now(), usage_source = 'provider', input_tokens = 100,"
                    + " output_tokens = 50 where tenant = 'main' and reply_id = $1 and attempt = 1";

    private final PgConnection connection;
    private final String room;

    RowByRowChat(PgConnection connection, String room) {
        this.connection = connection;
        this.room = room;
    }

    /** One chat; 2 messages. */
    Future<Integer> chat() {
        UUID question = UUID.randomUUID();
        UUID reply = UUID.randomUUID();
        return transaction(() -> accept(question, reply))
                .compose(seq -> transaction(() -> claim(reply, seq)).map(seq))
                .compose(seq -> transaction(() -> end(question, reply, seq)))
                .map(done -> 2);
    }

    private Future<Long> accept(UUID question, UUID reply) {
        return run(COUNT, Tuple.of(room, 2)).map(rows -> rows.iterator().next()).compose(counted -> {
            long seq = counted.getLong("seq");
            long rev = counted.getLong("rev");
            Tuple words = Tuple.of(room, seq - 1, question, StorageLoad.QUESTION, question.toString(), rev);
            return run(QUESTION, words)
                    .compose(done -> run(REPLY, Tuple.of(reply, room, seq, question, rev)))
                    .map(seq);
        });
    }

    private Future<?> claim(UUID reply, long seq) {
        return run(COUNT, Tuple.of(room, 0))
                .compose(counted -> run(CLAIM, Tuple.of(reply, rev(counted))))
                .compose(done -> run(ATTEMPT, Tuple.of(reply)))
                .compose(done -> run(TAIL, Tuple.of(room, seq)));
    }

    private Future<?> end(UUID question, UUID reply, long seq) {
        return run(COUNT, Tuple.of(room, 0))
                .compose(counted -> run(ANSWER, Tuple.of(room, seq, reply, StorageLoad.ANSWER, question, rev(counted))))
                .compose(done -> run(END, Tuple.of(reply)))
                .compose(done -> run(BILL, Tuple.of(reply)));
    }

    private static long rev(RowSet<Row> counted) {
        return counted.iterator().next().getLong("rev");
    }

    private <T> Future<T> transaction(java.util.function.Supplier<Future<T>> work) {
        Future<?> begun = connection.query("begin").execute();
        return begun.compose(done -> work.get())
                .compose(result -> connection.query("commit").execute().map(result));
    }

    private Future<RowSet<Row>> run(String sql, Tuple values) {
        return connection.preparedQuery(sql).execute(values);
    }
}
