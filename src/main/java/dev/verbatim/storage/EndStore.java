package dev.verbatim.storage;

import dev.verbatim.contract.AttemptResult;
import dev.verbatim.contract.ChatMessage;
import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.EndedReply;
import dev.verbatim.contract.LastAttempt;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.ReplyEnded;
import dev.verbatim.contract.Role;
import dev.verbatim.contract.TokenCount;
import dev.verbatim.contract.UsageRecorded;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The one ending of each reply: answer, attempt and promotion in one transaction, then its facts. Whoever finds that it or an earlier call of the
 * same tenure ended the reply says so, because nobody may have heard that earlier call; what this instance said lately it does not say again.
 */
final class EndStore implements BatchCall<Ending, EndedReply> {
    private static final int SAID_LATELY = 4096;
    private static final String END = """
            with ended as materialized (
                select * from verbatim_end(
                    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                    $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42,
                    $43, $44)
            ), settled as materialized (
                select verbatim_settle($1, $3) from (select count(*) as rows from ended) e where e.rows > 0
            )
            select e.* from ended e cross join settled order by e.ord""";

    private final Facts facts;
    private final Set<UUID> said = new LinkedHashSet<>();

    EndStore(Facts facts) {
        this.facts = facts;
    }

    @Override
    public Future<List<Settled<EndedReply>>> run(SqlConnection connection, List<Ending> batch) {
        return ToolCallRows.ofEndings(connection, batch)
                .compose(stored -> connection.preparedQuery(END).execute(parameters(batch)))
                .map(rows -> settled(batch, rows));
    }

    private static Tuple parameters(List<Ending> batch) {
        Columns<Ending> columns = new Columns<>(batch)
                .text(row -> row.end().room().tenant())
                .text(row -> row.end().room().roomId())
                .uuid(row -> row.end().replyId())
                .uuid(Ending::endId)
                .bigint(row -> row.end().epoch())
                .integer(row -> row.end().attempt())
                .text(row -> row.end().status().wire())
                .text(row -> Results.wire(row.end().reason()))
                .text(row -> row.end().rawReason())
                .text(row -> row.end().text())
                .text(row -> row.end().reasoning())
                .text(row -> row.end().refusal())
                .text(row -> row.end().stoppedBy())
                .text(row -> Results.wire(row.end().error()))
                .text(row -> row.end().errorMessage());
        Columns<Count> counts = addCounts(Results.add(columns, row -> row.end().result()), batch);
        return addLasts(counts.then(batch), batch).tuple();
    }

    private static Columns<Count> addCounts(Columns<Ending> columns, List<Ending> batch) {
        List<Count> counts = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            int ord = i + 1;
            batch.get(i).end().counted().forEach(count -> counts.add(new Count(ord, count)));
        }
        return columns.then(counts)
                .integer(Count::ord)
                .uuid(count -> count.count().messageId())
                .integer(count -> count.count().tokens());
    }

    private static Columns<Last> addLasts(Columns<Ending> columns, List<Ending> batch) {
        List<Last> lasts = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            LastAttempt last = batch.get(i).end().last();
            if (last != null) {
                lasts.add(new Last(i + 1, last.result()));
            }
        }
        Columns<Last> others =
                columns.integer(EndStore::lastAttempt).then(lasts).integer(Last::ord);
        return Results.add(others, Last::result);
    }

    private static int lastAttempt(Ending ending) {
        LastAttempt last = ending.end().last();
        return last == null ? ending.end().attempt() : last.attempt();
    }

    private List<Settled<EndedReply>> settled(List<Ending> batch, RowSet<Row> rows) {
        List<Settled<EndedReply>> settled = new ArrayList<>(batch.size());
        RowIterator<Row> answers = rows.iterator();
        batch.forEach(ending -> settled.add(settled(ending, answers.next())));
        return settled;
    }

    private Settled<EndedReply> settled(Ending ending, Row row) {
        EndReply end = ending.end();
        if (!row.getBoolean("ended")) {
            return Settled.of(new EndedReply(true, null));
        }
        PendingReply promoted = Rows.promoted(end.room(), row);
        EndedReply answer = new EndedReply(false, promoted);
        return row.getBoolean("mine")
                ? Settled.of(answer, () -> announceOnce(ending, row, promoted))
                : Settled.of(answer);
    }

    private void announceOnce(Ending ending, Row row, @Nullable PendingReply promoted) {
        if (said.add(ending.endId())) {
            announce(ending.end(), row, promoted);
        }
        if (said.size() > SAID_LATELY) {
            said.remove(said.iterator().next());
        }
    }

    /** Says the ending, and then what it cost. */
    void announce(EndReply end, Row row, @Nullable PendingReply promoted) {
        facts.ended(new ReplyEnded(
                end.room(),
                row.getLong("rev"),
                message(end, row),
                end.epoch(),
                end.attempt(),
                end.rawReason(),
                end.stoppedBy(),
                end.error(),
                end.errorMessage(),
                end.errorRetryAfterMs(),
                end.result().toolCalls(),
                Rows.unclaimed(promoted)));
        facts.usage(usage(end, row));
    }

    private static UsageRecorded usage(EndReply end, Row row) {
        String userId = row.getString("user_id");
        LastAttempt last = end.last();
        return last == null
                ? new UsageRecorded(
                        end.room(),
                        userId,
                        end.replyId(),
                        end.attempt(),
                        row.getString("provider"),
                        row.getString("model"),
                        end.result())
                : new UsageRecorded(
                        end.room(),
                        userId,
                        end.replyId(),
                        last.attempt(),
                        last.provider(),
                        last.model(),
                        last.result());
    }

    private static ChatMessage message(EndReply end, Row row) {
        AttemptResult result = end.result();
        return new ChatMessage(
                end.replyId(),
                row.getLong("seq"),
                row.getLong("rev"),
                row.getLong("created_rev"),
                Role.ASSISTANT,
                null,
                null,
                end.text(),
                Rows.instant(row, "ts"),
                end.status(),
                end.reason(),
                end.error(),
                end.errorMessage(),
                null,
                row.getUUID("reply_to"),
                row.getString("model"),
                row.getString("provider"),
                result.usage(),
                result.costPico(),
                end.reasoning(),
                end.refusal());
    }

    /** A token count and the ending that brought it. */
    private record Count(int ord, TokenCount count) {}

    /** How the last attempt of an ending went whose text is an earlier one's. */
    private record Last(int ord, AttemptResult result) {}
}
