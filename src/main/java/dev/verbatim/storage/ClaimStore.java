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

/**
 * Owners of replies: epoch, lease and the row of the attempt, before any request is sent. A takeover says what the dead attempt used; so does
 * one that is repeated, since nobody may have heard it the first time.
 */
final class ClaimStore implements BatchCall<ClaimReply, ReplyClaim> {
    private static final String CLAIM = """
            select c.*, s.version as summary_version, s.through_seq as summary_seq, s.through_id as summary_id,
                s.text as summary_text, s.tokens as summary_tokens,
                coalesce(c.dead_attempt, d.attempt) as lost_attempt, coalesce(c.dead_provider, d.provider) as lost_provider,
                coalesce(c.dead_model, d.model) as lost_model, coalesce(c.dead_source, d.usage_source) as lost_source,
                coalesce(c.dead_input, d.input_tokens) as lost_input, coalesce(c.dead_output, d.output_tokens) as lost_output,
                case when c.dead_attempt is null then d.cost_pico else c.dead_cost end as lost_cost,
                coalesce(c.dead_ms, d.duration_ms) as lost_ms, d.tool_calls as lost_calls
            from verbatim_claim($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) c
            left join lateral (
                select s.* from summaries s
                where s.tenant = ($1::text[])[c.ord] and s.room_id = ($2::text[])[c.ord] and s.through_seq < c.seq
                  and c.outcome = 'claimed' and c.prompt_strategy = 'summary'
                order by s.version desc
                limit 1) s on true
            left join lateral (
                select t.* from attempts t
                where t.tenant = ($1::text[])[c.ord] and t.reply_id = ($3::uuid[])[c.ord] and t.attempt = c.attempt - 1
                  and c.outcome = 'claimed' and (c.dead_attempt is not null or t.outcome = 'abandoned')
                limit 1) d on true
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
        if (row.getInteger("lost_attempt") != null) {
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
        UsageSource source = Rows.constant(UsageSource.class, row.getString("lost_source"));
        Usage usage = new Usage(source, row.getLong("lost_input"), row.getLong("lost_output"), 0, 0, 0);
        AttemptResult result = new AttemptResult(
                AttemptOutcome.ABANDONED,
                null,
                usage,
                row.getLong("lost_cost"),
                null,
                row.getLong("lost_ms"),
                null,
                ToolCallRows.of(row, "lost_calls"));
        return new UsageRecorded(
                ask.room(),
                row.getString("dead_user"),
                ask.replyId(),
                row.getInteger("lost_attempt"),
                row.getString("lost_provider"),
                row.getString("lost_model"),
                result);
    }
}
