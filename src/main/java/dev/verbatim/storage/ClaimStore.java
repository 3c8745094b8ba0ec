package dev.verbatim.storage;

import dev.verbatim.contract.AttemptOutcome;
import dev.verbatim.contract.AttemptResult;
import dev.verbatim.contract.ClaimReply;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.ReplyStarted;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageRecorded;
import dev.verbatim.contract.UsageSource;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Owners of replies: epoch, lease and the row of the attempt, before any request is sent. */
final class ClaimStore implements BatchCall<ClaimReply, ReplyClaim> {
    private static final String CLAIM = """
            select c.*, s.version as summary_version, s.through_seq as summary_seq, s.through_id as summary_id,
                s.text as summary_text, s.tokens as summary_tokens
            from verbatim_claim($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) c
            left join lateral (
                select s.* from summaries s
                where s.tenant = ($1::text[])[c.ord] and s.room_id = ($2::text[])[c.ord] and s.through_seq < c.seq
                  and c.outcome = 'claimed' and c.prompt_strategy = 'summary'
                order by s.version desc
                limit 1) s on true
            order by c.ord""";

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
        String outcome = row.getString("outcome");
        return switch (outcome) {
            case "claimed" -> Settled.of(claim(row), () -> announce(ask, row));
            case "conflict" -> Settled.refused(FailureCode.CONFLICT, "The reply is somebody else's, or has ended.");
            case "not_found" -> Settled.refused(FailureCode.NOT_FOUND, "There is no such reply.");
            default -> throw new IllegalStateException("verbatim_claim said " + outcome);
        };
    }

    private static ReplyClaim claim(Row row) {
        return new ReplyClaim(
                row.getLong("epoch"),
                row.getInteger("attempt"),
                row.getLong("seq"),
                row.getUUID("reply_to"),
                Rows.options(row),
                Rows.turns(row, "tail_"),
                Rows.summary(row, "summary_"),
                row.getString("stopped_by"));
    }

    private void announce(ClaimReply ask, Row row) {
        if (row.getInteger("dead_attempt") != null) {
            facts.usage(abandoned(ask, row));
        }
        facts.started(new ReplyStarted(
                ask.room(),
                row.getLong("rev"),
                ask.replyId(),
                row.getLong("seq"),
                row.getUUID("reply_to"),
                ask.owner(),
                row.getLong("epoch"),
                row.getInteger("attempt"),
                ask.model(),
                ask.provider(),
                0,
                ask.fallback()));
    }

    private static UsageRecorded abandoned(ClaimReply ask, Row row) {
        UsageSource source = Rows.constant(UsageSource.class, row.getString("dead_source"));
        Usage usage = new Usage(source, row.getLong("dead_input"), row.getLong("dead_output"), 0, 0, 0);
        AttemptResult result = new AttemptResult(
                AttemptOutcome.ABANDONED, null, usage, row.getLong("dead_cost"), null, row.getLong("dead_ms"), null);
        return new UsageRecorded(
                ask.room(),
                row.getString("dead_user"),
                ask.replyId(),
                row.getInteger("dead_attempt"),
                row.getString("dead_provider"),
                row.getString("dead_model"),
                result);
    }
}
