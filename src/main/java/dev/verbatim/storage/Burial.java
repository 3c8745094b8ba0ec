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
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Ends a reply that lost its owner and is not begun anew, with the words of its checkpoint: {@code interrupted} after too many takeovers,
 * {@code stopped} where somebody had asked for it. Whoever swept it does this; if another was faster, nothing happens.
 */
final class Burial {
    private static final String BURY = """
            with buried as materialized (
                select * from verbatim_bury($1, $2, $3, $4, $5, $6)
            ), settled as materialized (
                select verbatim_settle(array[$1], array[$3])
                from (select count(*) as rows from buried) b
                where b.rows > 0
            )
            select b.* from buried b cross join settled""";

    private final EndStore ends;
    private final Tenure tenure;
    private final Supplier<UUID> ids;

    Burial(EndStore ends, Tenure tenure, Supplier<UUID> ids) {
        this.ends = ends;
        this.tenure = tenure;
        this.ids = ids;
    }

    Future<Void> bury(SqlConnection connection, RoomKey room, UUID replyId) {
        Tuple parameters =
                Tuple.of(room.tenant(), room.roomId(), replyId, ids.get(), tenure.leaseMs(), tenure.maxTakeovers());
        return connection.preparedQuery(BURY).execute(parameters).map(rows -> announce(room, replyId, rows));
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
                null);
    }
}
