package dev.verbatim.storage;

import dev.verbatim.contract.AttemptResult;
import dev.verbatim.contract.BeginAttempt;
import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.LastAttempt;
import dev.verbatim.contract.RecordJson;
import dev.verbatim.contract.ToolCall;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tools that answers want called, beside their attempts: a statement of its own before the attempts are closed, and only where there are any.
 * Nothing else fails for them.
 */
final class ToolCallRows {
    private static final Logger LOG = LoggerFactory.getLogger(ToolCallRows.class);
    private static final String STORE = "select verbatim_tool_calls($1, $2, $3, $4, $5)";

    /** The calls of one attempt. */
    private record Calling(String tenant, UUID replyId, int attempt, long epoch, List<ToolCall> calls) {}

    private ToolCallRows() {}

    /** Those of the attempts that stand, and of the last ones where these are others. */
    static Future<Void> ofEndings(SqlConnection connection, List<Ending> batch) {
        return store(
                connection,
                batch.stream()
                        .map(Ending::end)
                        .flatMap(end -> Stream.concat(Stream.of(standing(end)), last(end)))
                        .toList());
    }

    /** Those of the attempts that came to nothing. */
    static Future<Void> ofFormer(SqlConnection connection, List<BeginAttempt> batch) {
        return store(connection, batch.stream().map(ToolCallRows::former).toList());
    }

    /** About how many bytes the calls of an attempt take. */
    static long sizeOf(AttemptResult result) {
        return sizeOf(result.toolCalls());
    }

    static long sizeOf(List<ToolCall> calls) {
        return calls.stream()
                .mapToLong(call -> 3L * (call.name().length() + call.arguments().length()))
                .sum();
    }

    private static Calling standing(EndReply end) {
        List<ToolCall> calls = end.result().toolCalls();
        return new Calling(end.room().tenant(), end.replyId(), end.attempt(), end.epoch(), calls);
    }

    private static Stream<Calling> last(EndReply end) {
        LastAttempt last = end.last();
        return last == null
                ? Stream.empty()
                : Stream.of(new Calling(
                        end.room().tenant(),
                        end.replyId(),
                        last.attempt(),
                        end.epoch(),
                        last.result().toolCalls()));
    }

    private static Calling former(BeginAttempt ask) {
        List<ToolCall> calls = ask.result().toolCalls();
        return new Calling(ask.room().tenant(), ask.replyId(), ask.former(), ask.epoch(), calls);
    }

    private static Future<Void> store(SqlConnection connection, List<Calling> attempts) {
        List<Calling> calling =
                attempts.stream().filter(attempt -> !attempt.calls().isEmpty()).toList();
        if (calling.isEmpty()) {
            return Future.succeededFuture();
        }
        return connection
                .preparedQuery(STORE)
                .execute(parameters(calling))
                .onFailure(cause ->
                        LOG.warn("tool calls not stored count={} reason={}", calling.size(), cause.getMessage()))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private static Tuple parameters(List<Calling> calling) {
        return new Columns<>(calling)
                .text(Calling::tenant)
                .uuid(Calling::replyId)
                .integer(Calling::attempt)
                .bigint(Calling::epoch)
                .text(row -> json(row.calls()))
                .tuple();
    }

    /** Calls as a column holds them; none where it holds none. */
    static List<ToolCall> of(Row row, String column) {
        JsonArray calls = row.getJsonArray(column);
        return calls == null
                ? List.of()
                : IntStream.range(0, calls.size())
                        .mapToObj(i -> RecordJson.decode(calls.getJsonObject(i), ToolCall.class))
                        .toList();
    }

    static String json(List<ToolCall> calls) {
        JsonArray json = new JsonArray();
        for (ToolCall call : calls) {
            json.add(RecordJson.encode(new ToolCall(
                    CleanText.clean(call.id()), CleanText.clean(call.name()), CleanText.clean(call.arguments()))));
        }
        return json.encode();
    }
}
