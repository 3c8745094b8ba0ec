package dev.verbatim.storage;

import dev.verbatim.contract.AttemptContext;
import dev.verbatim.contract.AttemptOutcome;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.PromptManifest;
import dev.verbatim.contract.PromptStrategy;
import dev.verbatim.contract.ReadContext;
import dev.verbatim.contract.ReplyContext;
import dev.verbatim.contract.RoomAction;
import dev.verbatim.contract.ShownMessage;
import dev.verbatim.contract.ShownSummary;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.contract.WireName;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the model saw, for those who may read the room; which system prompt it was only for those who may read that. */
final class ContextReads {
    private static final String READ = "select * from verbatim_context($1, $2, $3, $4, $5, $6, $7)";

    Future<ReplyContext> read(SqlConnection connection, ReadContext ask) {
        Tuple parameters = Outcomes.actor(ask.room(), ask.author())
                .addArrayOfString(allowed(RoomAction.READ))
                .addArrayOfString(allowed(RoomAction.SEE_PROMPT))
                .addUUID(ask.messageId());
        return connection.preparedQuery(READ).execute(parameters).compose(rows -> context(ask.messageId(), rows));
    }

    private static String[] allowed(RoomAction action) {
        return action.allowed().stream().map(WireName::wire).toArray(String[]::new);
    }

    private static Future<ReplyContext> context(UUID messageId, RowSet<Row> rows) {
        if (rows.size() == 0) {
            return Outcomes.notFound();
        }
        List<AttemptContext> attempts = new ArrayList<>();
        for (Row row : rows) {
            if (!row.getBoolean("found")) {
                return Future.failedFuture(new Failure(FailureCode.NOT_FOUND, "There is no such answer."));
            }
            if (row.getInteger("attempt") != null) {
                attempts.add(attempt(row));
            }
        }
        return Future.succeededFuture(new ReplyContext(messageId, attempts));
    }

    private static AttemptContext attempt(Row row) {
        String strategy = row.getString("strategy");
        return new AttemptContext(
                row.getInteger("attempt"),
                row.getString("provider"),
                row.getString("model"),
                Rows.constant(AttemptOutcome.class, row.getString("outcome")),
                usage(row),
                strategy == null ? null : manifest(row, strategy),
                Boolean.TRUE.equals(row.getBoolean("truncated")));
    }

    private static Usage usage(Row row) {
        return new Usage(
                Rows.constant(UsageSource.class, row.getString("usage_source")),
                row.getLong("input_tokens"),
                row.getLong("output_tokens"),
                row.getLong("cache_read_tokens"),
                row.getLong("cache_write_tokens"),
                row.getLong("reasoning_tokens"));
    }

    private static PromptManifest manifest(Row row, String strategy) {
        return new PromptManifest(
                Rows.constant(PromptStrategy.class, strategy),
                row.getInteger("window_tokens"),
                row.getInteger("answer_tokens"),
                row.getString("system_hash"),
                row.getInteger("system_tokens"),
                summary(row),
                messages(row),
                row.getBoolean("narrowed"),
                row.getInteger("continued_chars"));
    }

    private static @Nullable ShownSummary summary(Row row) {
        Integer version = row.getInteger("summary_version");
        return version == null
                ? null
                : new ShownSummary(version, row.getLong("summary_seq"), row.getInteger("summary_tokens"));
    }

    private static List<ShownMessage> messages(Row row) {
        UUID[] ids = row.getArrayOfUUIDs("messages");
        Integer[] tokens = row.getArrayOfIntegers("tokens");
        Boolean[] counted = row.getArrayOfBooleans("counted");
        List<ShownMessage> messages = new ArrayList<>(ids.length);
        for (int i = 0; i < ids.length; i++) {
            messages.add(new ShownMessage(ids[i], tokens[i], counted[i]));
        }
        return messages;
    }
}
