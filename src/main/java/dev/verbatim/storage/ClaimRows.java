package dev.verbatim.storage;

import dev.verbatim.contract.AttemptOutcome;
import dev.verbatim.contract.AttemptResult;
import dev.verbatim.contract.ClaimReply;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.ReplyStarted;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageRecorded;
import dev.verbatim.contract.UsageSource;
import io.vertx.sqlclient.Row;

/** What {@code verbatim_claim} says of a reply: to its new owner, and to everybody. */
final class ClaimRows {
    /** The columns of a claim {@code c} with what {@link #JOINED} adds; none has the name of a column of an accepted message. */
    static final String COLUMNS = """
            c.outcome as claim_outcome, c.epoch as claim_epoch, c.attempt as claim_attempt, c.seq as claim_seq,
            c.rev as claim_rev, c.reply_to, c.system_prompt, c.models, c.max_output_tokens, c.temperature, c.on_empty,
            c.on_cut, c.prompt_strategy, c.turn_policy, c.stopped_by,
            c.tail_ids, c.tail_roles, c.tail_users, c.tail_names, c.tail_texts, c.tail_tokens,
            s.version as summary_version, s.through_seq as summary_seq, s.through_id as summary_id,
            s.text as summary_text, s.tokens as summary_tokens, c.dead_user,
            coalesce(c.dead_attempt, d.attempt) as lost_attempt, coalesce(c.dead_provider, d.provider) as lost_provider,
            coalesce(c.dead_model, d.model) as lost_model, coalesce(c.dead_source, d.usage_source) as lost_source,
            coalesce(c.dead_input, d.input_tokens) as lost_input, coalesce(c.dead_output, d.output_tokens) as lost_output,
            case when c.dead_attempt is null then d.cost_pico else c.dead_cost end as lost_cost,
            coalesce(c.dead_ms, d.duration_ms) as lost_ms, d.tool_calls as lost_calls
            """;

    /** The newest summary for a claim {@code c} of {@code tenant, room_id, reply_id}, and the attempt that it takes the place of. */
    static final String JOINED = """
            left join lateral (
                select s.* from summaries s
                where s.tenant = c.tenant and s.room_id = c.room_id and s.through_seq < c.seq
                  and c.outcome = 'claimed' and c.prompt_strategy = 'summary'
                order by s.version desc
                limit 1) s on true
            left join lateral (
                select t.* from attempts t
                where t.tenant = c.tenant and t.reply_id = c.reply_id and t.attempt = c.attempt - 1
                  and c.outcome = 'claimed' and (c.dead_attempt is not null or t.outcome = 'abandoned')
                limit 1) d on true
            """;

    private ClaimRows() {}

    static ReplyClaim claim(Row row) {
        return new ReplyClaim(
                row.getLong("claim_epoch"),
                row.getInteger("claim_attempt"),
                row.getLong("claim_seq"),
                row.getUUID("reply_to"),
                Rows.options(row),
                Rows.turns(row, "tail_"),
                Rows.summary(row, "summary_"),
                row.getString("stopped_by"));
    }

    /** Says that the reply has begun, and what the attempt before it used whose owner is lost. */
    static void announce(Facts facts, ClaimReply ask, Row row) {
        if (row.getInteger("lost_attempt") != null) {
            facts.usage(abandoned(ask, row));
        }
        facts.started(new ReplyStarted(
                ask.room(),
                row.getLong("claim_rev"),
                ask.replyId(),
                row.getLong("claim_seq"),
                row.getUUID("reply_to"),
                ask.owner(),
                row.getLong("claim_epoch"),
                row.getInteger("claim_attempt"),
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
