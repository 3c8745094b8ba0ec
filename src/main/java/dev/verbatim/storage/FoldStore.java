package dev.verbatim.storage;

import dev.verbatim.contract.ClaimFold;
import dev.verbatim.contract.ClaimedFold;
import dev.verbatim.contract.EndFold;
import dev.verbatim.contract.EndedFold;
import dev.verbatim.contract.FoldLimits;
import dev.verbatim.contract.UsagePurpose;
import dev.verbatim.contract.UsageRecorded;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/** Summaries of rooms in the making: who makes the next one, what it cost, and its text where it still stands. */
final class FoldStore {
    private static final String CLAIM =
            "select * from verbatim_fold($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    private static final String END =
            "select * from verbatim_end_fold(($1::text[])[1], ($2::text[])[1], ($3::integer[])[1],"
                    + " ($4::uuid[])[1], ($5::text[])[1], ($6::integer[])[1], ($7::text[])[1], ($8::text[])[1], ($9::text[])[1],"
                    + " ($10::bigint[])[1], ($11::bigint[])[1], ($12::bigint[])[1], ($13::bigint[])[1], ($14::bigint[])[1],"
                    + " ($15::bigint[])[1], ($16::bigint[])[1], ($17::bigint[])[1], ($18::text[])[1])";

    private final Facts facts;

    FoldStore(Facts facts) {
        this.facts = facts;
    }

    Future<ClaimedFold> claim(SqlConnection connection, ClaimFold ask) {
        FoldLimits limits = ask.limits();
        Tuple parameters = Tuple.tuple()
                .addString(ask.room().tenant())
                .addString(ask.room().roomId())
                .addUUID(ask.foldId())
                .addString(ask.owner())
                .addString(ask.provider())
                .addString(ask.model())
                .addLong(ask.leaseMs())
                .addLong(ask.restMs())
                .addLong((long) limits.afterTokens())
                .addInteger(limits.afterMessages())
                .addLong((long) limits.keepTokens())
                .addInteger(limits.keepMessages())
                .addLong(limits.maxBytes());
        return connection.preparedQuery(CLAIM).execute(parameters).map(FoldStore::claimed);
    }

    private static ClaimedFold claimed(RowSet<Row> rows) {
        if (rows.size() == 0) {
            return ClaimedFold.NOTHING;
        }
        Row row = rows.iterator().next();
        return new ClaimedFold(row.getInteger("version"), Rows.summary(row, "base_"), Rows.turns(row, ""));
    }

    Future<EndedFold> end(SqlConnection connection, EndFold ask) {
        Columns<EndFold> columns = new Columns<>(List.of(ask))
                .text(row -> row.room().tenant())
                .text(row -> row.room().roomId())
                .integer(EndFold::version)
                .uuid(EndFold::foldId)
                .cleanText(EndFold::text)
                .integer(EndFold::tokens);
        return connection
                .preparedQuery(END)
                .execute(Results.add(columns, EndFold::result).tuple())
                .map(rows -> new EndedFold(rows.iterator().next().getBoolean("stored")))
                .onSuccess(ended -> announce(ask));
    }

    private void announce(EndFold ask) {
        facts.usage(new UsageRecorded(
                ask.room(),
                "",
                ask.foldId(),
                ask.version(),
                ask.provider(),
                ask.model(),
                ask.result(),
                UsagePurpose.SUMMARY));
    }
}
