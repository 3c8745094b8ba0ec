package dev.verbatim.storage;

import dev.verbatim.contract.BeginAttempt;
import dev.verbatim.contract.BegunAttempt;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.ReplyStarted;
import dev.verbatim.contract.UsageRecorded;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** The attempts of an owner after its first: what the former one came to and the row of the next, before its request is sent. */
final class BeginStore implements BatchCall<BeginAttempt, BegunAttempt> {
    private static final String BEGIN =
            "select * from verbatim_begin($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
                    + " $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)";

    private final Facts facts;

    BeginStore(Facts facts) {
        this.facts = facts;
    }

    @Override
    public Future<List<Settled<BegunAttempt>>> run(SqlConnection connection, List<BeginAttempt> batch) {
        return ToolCallRows.ofFormer(connection, batch)
                .compose(stored -> connection.preparedQuery(BEGIN).execute(parameters(batch)))
                .map(rows -> settled(batch, rows));
    }

    private static Tuple parameters(List<BeginAttempt> batch) {
        Columns<BeginAttempt> columns = new Columns<>(batch)
                .text(row -> row.room().tenant())
                .text(row -> row.room().roomId())
                .uuid(BeginAttempt::replyId)
                .uuid(BeginAttempt::beginId)
                .bigint(BeginAttempt::epoch)
                .integer(BeginAttempt::former)
                .text(BeginAttempt::provider)
                .text(BeginAttempt::model)
                .integer(BeginAttempt::offset)
                .flag(BeginAttempt::fallback)
                .bigint(BeginAttempt::inputPricePico)
                .bigint(BeginAttempt::outputPricePico);
        return Results.add(columns, BeginAttempt::result).tuple();
    }

    private List<Settled<BegunAttempt>> settled(List<BeginAttempt> batch, RowSet<Row> rows) {
        List<Settled<BegunAttempt>> settled = new ArrayList<>(batch.size());
        RowIterator<Row> answers = rows.iterator();
        batch.forEach(ask -> settled.add(settled(ask, answers.next())));
        return settled;
    }

    private Settled<BegunAttempt> settled(BeginAttempt ask, Row row) {
        if (!row.getBoolean("begun")) {
            return Settled.refused(FailureCode.CONFLICT, "The reply is somebody else's, or has ended.");
        }
        BegunAttempt begun = new BegunAttempt(row.getInteger("attempt"), row.getString("stopped_by"));
        return Settled.of(begun, () -> announce(ask, row));
    }

    private void announce(BeginAttempt ask, Row row) {
        facts.usage(new UsageRecorded(
                ask.room(),
                row.getString("user_id"),
                ask.replyId(),
                ask.former(),
                row.getString("former_provider"),
                row.getString("former_model"),
                ask.result()));
        facts.started(new ReplyStarted(
                ask.room(),
                row.getLong("rev"),
                ask.replyId(),
                row.getLong("seq"),
                row.getUUID("reply_to"),
                row.getString("owner"),
                ask.epoch(),
                row.getInteger("attempt"),
                ask.model(),
                ask.provider(),
                ask.offset(),
                ask.fallback()));
    }
}
