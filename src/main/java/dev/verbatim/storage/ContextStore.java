package dev.verbatim.storage;

import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.PromptManifest;
import dev.verbatim.contract.RecordContext;
import dev.verbatim.contract.RecordedContext;
import dev.verbatim.contract.ShownMessage;
import dev.verbatim.contract.ShownSummary;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What requests hold, beside the rows of their attempts: ids and counts, never a word. */
final class ContextStore implements BatchCall<RecordContext, RecordedContext> {
    private static final long BASE_SIZE = 256;
    private static final long MESSAGE_SIZE = 48;
    private static final String RECORD =
            "select * from verbatim_record_context($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,"
                    + " $12, $13, $14, $15, $16, $17, $18)";

    static long sizeOf(RecordContext ask) {
        return BASE_SIZE + MESSAGE_SIZE * ask.manifest().messages().size();
    }

    @Override
    public Future<List<Settled<RecordedContext>>> run(SqlConnection connection, List<RecordContext> batch) {
        return connection.preparedQuery(RECORD).execute(parameters(batch)).map(rows -> settled(batch, rows));
    }

    private static Tuple parameters(List<RecordContext> batch) {
        return new Columns<>(batch)
                .text(row -> row.room().tenant())
                .text(row -> row.room().roomId())
                .uuid(RecordContext::replyId)
                .bigint(RecordContext::epoch)
                .integer(RecordContext::attempt)
                .text(row -> row.manifest().strategy().wire())
                .integer(row -> row.manifest().windowTokens())
                .integer(row -> row.manifest().answerTokens())
                .text(row -> row.manifest().systemHash())
                .integer(row -> row.manifest().systemTokens())
                .integer(row -> of(row, ShownSummary::version))
                .bigint(row -> of(row, ShownSummary::throughSeq))
                .integer(row -> of(row, ShownSummary::tokens))
                .text(row -> array(row, message -> message.messageId().toString()))
                .text(row -> array(row, message -> Integer.toString(message.tokens())))
                .text(row -> array(row, message -> message.counted() ? "t" : "f"))
                .flag(row -> row.manifest().narrowed())
                .integer(row -> row.manifest().continuedChars())
                .tuple();
    }

    private static <T> @Nullable T of(RecordContext ask, Function<ShownSummary, T> part) {
        ShownSummary summary = ask.manifest().summary();
        return summary == null ? null : part.apply(summary);
    }

    // A Postgres array has no rows of different lengths: each of them travels as its literal.
    private static String array(RecordContext ask, Function<ShownMessage, String> part) {
        PromptManifest manifest = ask.manifest();
        return manifest.messages().stream().map(part).collect(Collectors.joining(",", "{", "}"));
    }

    private static List<Settled<RecordedContext>> settled(List<RecordContext> batch, RowSet<Row> rows) {
        List<Settled<RecordedContext>> settled = new ArrayList<>(batch.size());
        RowIterator<Row> answers = rows.iterator();
        batch.forEach(ask -> settled.add(settled(ask, answers.next())));
        return settled;
    }

    private static Settled<RecordedContext> settled(RecordContext ask, Row row) {
        return row.getBoolean("recorded")
                ? Settled.of(new RecordedContext(ask.attempt()))
                : Settled.refused(FailureCode.CONFLICT, "The reply is somebody else's.");
    }
}
