package dev.verbatim.storage;

import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.ChatMessage;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.MessagePosted;
import dev.verbatim.contract.OpenReply;
import dev.verbatim.contract.Role;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Users' messages into rooms, and the rows of their answers. */
final class AcceptStore implements BatchCall<Proposal, Accepted> {
    private static final String ACCEPT =
            "select * from verbatim_accept($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

    /** The same, but asks that their budgets do not allow find no room, and what is accepted is held. */
    private static final String ACCEPT_WITHIN_BUDGETS = """
            with admitted as materialized (
                select * from verbatim_admit($1, $2, $3, $6, $10, $13, $14, $15, $16)
            ), accepted as materialized (
                select a.*, g.refused, g.held, g.day, g.reset_ms
                from admitted g
                cross join lateral verbatim_accept($1, g.rooms, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) a
            ), reserved as materialized (
                select verbatim_hold(h.held, h.day, $1, $2, $3, $10, $13, $14, $15)
                from (
                    select array_agg(a.ord) filter (where a.outcome = 'accepted' and a.ord = any (a.held)) as held,
                        max(a.day) as day
                    from accepted a) h
            )
            select case when a.ord = any (a.refused) then 'limit_exceeded' else a.outcome end as outcome, a.message_id,
                a.seq, a.rev, a.ts, a.reply_id, a.reply_seq, a.state, a.owner, a.epoch, a.attempt, a.model, a.provider,
                a."position", a.reset_ms
            from accepted a cross join reserved
            order by a.ord""";

    private static final long TRY_AGAIN_MS = 5_000;

    private final Facts facts;
    private final int maxOpen;
    private final Budgets budgets;

    /**
     * None accepted yet.
     *
     * @param maxOpen replies that a room may have open
     */
    AcceptStore(Facts facts, int maxOpen, Budgets budgets) {
        this.facts = facts;
        this.maxOpen = maxOpen;
        this.budgets = budgets;
    }

    @Override
    public Future<List<Settled<Accepted>>> run(SqlConnection connection, List<Proposal> batch) {
        return connection
                .preparedQuery(budgets.any() ? ACCEPT_WITHIN_BUDGETS : ACCEPT)
                .execute(parameters(batch))
                .map(rows -> settled(batch, rows));
    }

    @Override
    public Object subjectOf(Proposal ask) {
        return ask.message().room();
    }

    private Tuple parameters(List<Proposal> batch) {
        Columns<Proposal> columns = new Columns<>(batch)
                .text(row -> row.message().room().tenant())
                .text(row -> row.message().room().roomId())
                .text(row -> row.message().author().userId())
                .text(row -> row.message().author().name())
                .text(row -> row.message().text())
                .text(row -> row.message().clientId())
                .bytes(Proposal::hash)
                .text(row -> row.message().model())
                .uuid(Proposal::messageId)
                .uuid(Proposal::replyId)
                .flag(row -> row.message().author().operator())
                .value(maxOpen);
        return budgets.any() ? budgets.add(columns).tuple() : columns.tuple();
    }

    private List<Settled<Accepted>> settled(List<Proposal> batch, RowSet<Row> rows) {
        List<Settled<Accepted>> settled = new ArrayList<>(batch.size());
        RowIterator<Row> answers = rows.iterator();
        batch.forEach(proposal -> settled.add(settled(proposal, answers.next())));
        return settled;
    }

    private Settled<Accepted> settled(Proposal proposal, Row row) {
        String outcome = row.getString("outcome");
        return switch (outcome) {
            case "accepted" -> accepted(proposal, row);
            case "duplicate" -> Settled.of(answer(row, true));
            case "conflict" ->
                Settled.refused(FailureCode.CONFLICT, "This clientId stands for another message already.");
            case "forbidden" -> Settled.refused(FailureCode.FORBIDDEN, "Viewers of this room do not write.");
            case "at_capacity" ->
                Settled.refused(new Failure(
                        FailureCode.AT_CAPACITY, "Too many answers are awaited in this room.", TRY_AGAIN_MS));
            case "limit_exceeded" -> Settled.refused(Budgets.exceeded(row.getLong("reset_ms")));
            case "not_found" -> Settled.refused(FailureCode.NOT_FOUND, "There is no such room.");
            default -> throw new IllegalStateException("verbatim_accept said " + outcome);
        };
    }

    private Settled<Accepted> accepted(Proposal proposal, Row row) {
        Accepted answer = answer(row, false);
        MessagePosted fact = new MessagePosted(
                proposal.message().room(), answer.rev(), message(proposal.message(), answer), answer.reply());
        return Settled.of(answer, () -> facts.posted(fact));
    }

    private static Accepted answer(Row row, boolean duplicate) {
        @Nullable OpenReply reply = Rows.awaitedReply(row);
        return new Accepted(
                row.getUUID("message_id"),
                row.getLong("seq"),
                row.getLong("rev"),
                Rows.instant(row, "ts"),
                reply,
                duplicate);
    }

    private static ChatMessage message(AcceptMessage asked, Accepted answer) {
        return new ChatMessage(
                answer.messageId(),
                answer.seq(),
                answer.rev(),
                answer.rev(),
                Role.USER,
                asked.author().userId(),
                asked.author().name(),
                asked.text(),
                answer.ts(),
                EndStatus.COMPLETE,
                null,
                null,
                null,
                asked.clientId(),
                null,
                null,
                null,
                null,
                null,
                "",
                "");
    }
}
