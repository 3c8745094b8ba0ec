package dev.verbatim.storage;

import dev.verbatim.contract.AttemptOutcome;
import dev.verbatim.contract.AttemptResult;
import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageSource;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Ends a reply that lost its owner and is not begun anew, with the words of its checkpoint: {@code interrupted} after too many takeovers,
 * {@code stopped} where somebody had asked for it. Whoever swept it does this; if another was faster, nothing happens. Where the connection
 * was lost and nobody knows whether it was done, the next beats look, and say what was not said. Event loop only.
 */
final class Burial {
    private static final int MOST_UNHEARD = 1_000;
    private static final int MOST_LOOKS = 100;
    private static final String BURY = """
            with buried as materialized (
                select * from verbatim_bury($1, $2, $3, $4, $5, $6)
            ), settled as materialized (
                select verbatim_settle(array[$1], array[$3])
                from (select count(*) as rows from buried) b
                where b.rows > 0
            )
            select b.*, t.tool_calls
            from buried b cross join settled
            left join attempts t on t.tenant = $1 and t.reply_id = $3 and t.attempt = b.attempt""";
    private static final String LOOK = """
            select p.epoch, p.attempt, m.status, p.stopped_by, m.text, m.reasoning, m.refusal, t.usage_source as source,
                t.input_tokens, t.output_tokens, t.cost_pico, t.duration_ms, t.tool_calls, p.seq, m.rev, m.created_rev, m.ts,
                p.reply_to, p.user_id, t.model, t.provider, q.reply_id as next_reply, q.seq as next_seq,
                q.reply_to as next_reply_to, q.requested_model as next_model
            from replies p
            join messages m on m.message_id = p.reply_id and m.tenant is not distinct from p.tenant
            join attempts t on t.tenant = p.tenant and t.reply_id = p.reply_id and t.attempt = p.attempt
            left join replies q on q.reply_id = p.promoted
            where p.reply_id = $2 and p.tenant is not distinct from $1 and p.state = 'ended' and p.end_id = $3""";

    private final EndStore ends;
    private final Tenure tenure;
    private final Supplier<UUID> ids;
    private final Deque<Unheard> unheard = new ArrayDeque<>();

    Burial(EndStore ends, Tenure tenure, Supplier<UUID> ids) {
        this.ends = ends;
        this.tenure = tenure;
        this.ids = ids;
    }

    Future<Void> bury(SqlConnection connection, RoomKey room, UUID replyId) {
        UUID endId = ids.get();
        Tuple parameters =
                Tuple.of(room.tenant(), room.roomId(), replyId, endId, tenure.leaseMs(), tenure.maxTakeovers());
        return connection
                .preparedQuery(BURY)
                .execute(parameters)
                .onFailure(cause -> keep(new Unheard(room, replyId, endId, MOST_LOOKS), cause))
                .map(rows -> announce(room, replyId, rows));
    }

    private void keep(Unheard lost, Throwable cause) {
        if (SqlStates.troubleOf(cause) == Trouble.LOST && unheard.size() < MOST_UNHEARD) {
            unheard.addLast(lost);
        }
    }

    /** Says what turns out to have been done; never fails. */
    Future<Void> sayUnheard(SqlConnection connection) {
        Future<Void> said = Future.succeededFuture();
        for (Unheard each : List.copyOf(unheard)) {
            said = said.compose(before -> look(connection, each));
        }
        return said.otherwiseEmpty();
    }

    // The server may still be at it: what is not there yet is looked for again.
    private Future<Void> look(SqlConnection connection, Unheard lost) {
        Tuple parameters = Tuple.of(lost.room().tenant(), lost.replyId(), lost.endId());
        return connection.preparedQuery(LOOK).execute(parameters).map(rows -> looked(lost, rows));
    }

    private Void looked(Unheard lost, RowSet<Row> rows) {
        unheard.remove(lost);
        if (rows.size() == 0 && lost.looks() > 0) {
            unheard.addLast(lost.lookedFor());
        }
        return announce(lost.room(), lost.replyId(), rows);
    }

    private Void announce(RoomKey room, UUID replyId, RowSet<Row> rows) {
        for (Row row : rows) {
            ends.announce(end(room, replyId, row), row, Rows.promoted(room, row));
        }
        return null;
    }

    private static EndReply end(RoomKey room, UUID replyId, Row row) {
        return new EndReply(
                room,
                replyId,
                row.getLong("epoch"),
                row.getInteger("attempt"),
                Rows.constant(EndStatus.class, row.getString("status")),
                null,
                null,
                row.getString("text"),
                row.getString("reasoning"),
                row.getString("refusal"),
                row.getString("stopped_by"),
                null,
                null,
                0,
                result(row),
                List.of());
    }

    private static AttemptResult result(Row row) {
        UsageSource source = Rows.constant(UsageSource.class, row.getString("source"));
        Usage usage = new Usage(source, row.getLong("input_tokens"), row.getLong("output_tokens"), 0, 0, 0);
        return new AttemptResult(
                AttemptOutcome.ABANDONED,
                null,
                usage,
                row.getLong("cost_pico"),
                null,
                row.getLong("duration_ms"),
                null,
                ToolCallRows.of(row, "tool_calls"));
    }

    /**
     * A burial of which nobody knows whether it was done.
     *
     * @param looks how often more it is looked for
     */
    private record Unheard(RoomKey room, UUID replyId, UUID endId, int looks) {
        private Unheard lookedFor() {
            return new Unheard(room, replyId, endId, looks - 1);
        }
    }
}
