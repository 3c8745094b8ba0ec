package dev.verbatim.storage;

import dev.verbatim.contract.AttemptSoFar;
import dev.verbatim.contract.HeldReply;
import dev.verbatim.contract.Usage;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and calls of attempts that run, beside their rows: a statement of its own before the leases are renewed, and only where there is
 * something new. No lease is lost for them.
 */
final class SoFarRows {
    private static final Logger LOG = LoggerFactory.getLogger(SoFarRows.class);
    private static final String STORE = "select verbatim_so_far($1, $2, $3, $4, $5, $6, $7)";

    private SoFarRows() {}

    /** About how many bytes they take. */
    static long sizeOf(List<HeldReply> held) {
        return held.stream().mapToLong(SoFarRows::sizeOf).sum();
    }

    private static long sizeOf(HeldReply held) {
        AttemptSoFar soFar = held.soFar();
        return soFar == null ? 0 : ToolCallRows.sizeOf(soFar.toolCalls());
    }

    static Future<Void> store(SqlConnection connection, List<HeldReply> held) {
        List<HeldReply> grown =
                held.stream().filter(each -> each.soFar() != null).toList();
        if (grown.isEmpty()) {
            return Future.succeededFuture();
        }
        return connection
                .preparedQuery(STORE)
                .execute(parameters(grown))
                .onFailure(cause -> LOG.warn(
                        "attempts so far not stored count={} reason={}", grown.size(), SqlStates.reason(cause)))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private static Tuple parameters(List<HeldReply> grown) {
        return new Columns<>(grown)
                .text(held -> held.room().tenant())
                .uuid(HeldReply::replyId)
                .bigint(HeldReply::epoch)
                .integer(HeldReply::attempt)
                .bigint(held -> tokens(held, Usage::inputTokens))
                .bigint(held -> tokens(held, Usage::outputTokens))
                .text(SoFarRows::calls)
                .tuple();
    }

    private static @Nullable Long tokens(HeldReply held, ToLongFunction<Usage> kind) {
        Usage usage = soFar(held).usage();
        return usage == null ? null : kind.applyAsLong(usage);
    }

    private static @Nullable String calls(HeldReply held) {
        AttemptSoFar soFar = soFar(held);
        return soFar.toolCalls().isEmpty() ? null : ToolCallRows.json(soFar.toolCalls());
    }

    private static AttemptSoFar soFar(HeldReply held) {
        return Objects.requireNonNull(held.soFar());
    }
}
