package dev.verbatim.storage;

import dev.verbatim.contract.ClaimReply;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.ReplyClaim;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * Owners of replies: epoch, lease and the row of the attempt, before any request is sent. A takeover says what the dead attempt used; so does
 * one that is repeated, since nobody may have heard it the first time.
 */
final class ClaimStore implements BatchCall<ClaimReply, ReplyClaim> {
    private static final String CLAIM = """
            select %s
            from (
                select ($1::text[])[k.ord] as tenant, ($2::text[])[k.ord] as room_id, ($3::uuid[])[k.ord] as reply_id, k.*
                from verbatim_claim($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) k) c
            %s
            order by c.ord""".formatted(ClaimRows.COLUMNS, ClaimRows.JOINED);

    private final Facts facts;
    private final Tenure tenure;

    ClaimStore(Facts facts, Tenure tenure) {
        this.facts = facts;
        this.tenure = tenure;
    }

    @Override
    public Future<List<Settled<ReplyClaim>>> run(SqlConnection connection, List<ClaimReply> batch) {
        return connection.preparedQuery(CLAIM).execute(parameters(batch)).map(rows -> settled(batch, rows));
    }

    private Tuple parameters(List<ClaimReply> batch) {
        return new Columns<>(batch)
                .text(row -> row.room().tenant())
                .text(row -> row.room().roomId())
                .uuid(ClaimReply::replyId)
                .uuid(ClaimReply::claimId)
                .text(ClaimReply::owner)
                .text(ClaimReply::provider)
                .text(ClaimReply::model)
                .integer(ClaimReply::maxMessages)
                .bigint(ClaimReply::maxBytes)
                .bigint(ClaimReply::inputPricePico)
                .bigint(ClaimReply::outputPricePico)
                .flag(ClaimReply::fallback)
                .value(tenure.leaseMs())
                .value(tenure.maxTakeovers())
                .tuple();
    }

    private List<Settled<ReplyClaim>> settled(List<ClaimReply> batch, RowSet<Row> rows) {
        List<Settled<ReplyClaim>> settled = new ArrayList<>(batch.size());
        RowIterator<Row> answers = rows.iterator();
        batch.forEach(ask -> settled.add(settled(ask, answers.next())));
        return settled;
    }

    private Settled<ReplyClaim> settled(ClaimReply ask, Row row) {
        String outcome = row.getString("claim_outcome");
        return switch (outcome) {
            case "claimed" -> Settled.of(ClaimRows.claim(row), () -> ClaimRows.announce(facts, ask, row));
            case "conflict" -> Settled.refused(FailureCode.CONFLICT, "The reply is somebody else's, or has ended.");
            case "not_found" -> Settled.refused(FailureCode.NOT_FOUND, "There is no such reply.");
            default -> throw new IllegalStateException("verbatim_claim said " + outcome);
        };
    }
}
