package dev.verbatim.storage;

import dev.verbatim.contract.RecordJson;
import dev.verbatim.contract.ToolCall;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tools that answers want called, beside their attempts: a statement of its own before the endings, and only where there are any. An ending
 * never fails for them.
 */
final class ToolCallRows {
    private static final Logger LOG = LoggerFactory.getLogger(ToolCallRows.class);
    private static final String STORE = "select verbatim_tool_calls($1, $2, $3, $4, $5)";

    private ToolCallRows() {}

    static Future<Void> store(SqlConnection connection, List<Ending> batch) {
        List<Ending> calling = batch.stream()
                .filter(ending -> !ending.end().result().toolCalls().isEmpty())
                .toList();
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

    private static Tuple parameters(List<Ending> calling) {
        return new Columns<>(calling)
                .text(row -> row.end().room().tenant())
                .uuid(row -> row.end().replyId())
                .integer(row -> row.end().attempt())
                .bigint(row -> row.end().epoch())
                .text(row -> json(row.end().result().toolCalls()))
                .tuple();
    }

    private static String json(List<ToolCall> calls) {
        JsonArray json = new JsonArray();
        for (ToolCall call : calls) {
            json.add(RecordJson.encode(new ToolCall(
                    CleanText.clean(call.id()), CleanText.clean(call.name()), CleanText.clean(call.arguments()))));
        }
        return json.encode();
    }
}
