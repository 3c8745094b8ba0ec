package dev.verbatim.chat.api;

import dev.verbatim.contract.ReadUsage;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageBy;
import dev.verbatim.contract.UsagePage;
import dev.verbatim.contract.UsageSum;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Usage as programs read it: JSON, or CSV (RFC 4180) with the same columns. Stateless. */
final class UsageAnswer {
    private static final String LINE_END = "\r\n";
    private static final String RISKY = "=+-@\t\r";

    private UsageAnswer() {}

    static JsonObject json(ReadUsage ask, UsagePage page) {
        JsonArray rows = new JsonArray();
        page.rows().forEach(row -> rows.add(json(ask.by(), row)));
        return new JsonObject()
                .put("from", ask.from().toString())
                .put("to", ask.to().toString())
                .put("by", ask.by().wire())
                .put("currency", "USD")
                .put("rows", rows)
                .put("next", page.next());
    }

    private static JsonObject json(UsageBy by, UsageSum row) {
        Usage tokens = row.tokens();
        JsonObject json = new JsonObject().put(by.wire(), row.key());
        if (by == UsageBy.MODEL) {
            json.put("provider", row.provider());
        }
        return json.put("source", tokens.source().wire())
                .put("attempts", row.attempts())
                .put("inputTokens", tokens.inputTokens())
                .put("outputTokens", tokens.outputTokens())
                .put("cacheReadTokens", tokens.cacheReadTokens())
                .put("cacheWriteTokens", tokens.cacheWriteTokens())
                .put("reasoningTokens", tokens.reasoningTokens())
                .put("cost", row.costUsd())
                .put("unpriced", row.unpriced());
    }

    static String csv(UsageBy by, UsagePage page) {
        Stream<List<String>> head =
                Stream.of(Stream.concat(keyColumns(by), COUNTS.stream()).toList());
        return Stream.concat(head, page.rows().stream().map(row -> cells(by, row)))
                .map(cells -> cells.stream().map(UsageAnswer::quoted).collect(Collectors.joining(",")))
                .collect(Collectors.joining(LINE_END, "", LINE_END));
    }

    private static final List<String> COUNTS = List.of(
            "source",
            "attempts",
            "input_tokens",
            "output_tokens",
            "cache_read_tokens",
            "cache_write_tokens",
            "reasoning_tokens",
            "cost_usd",
            "unpriced");

    private static Stream<String> keyColumns(UsageBy by) {
        return by == UsageBy.MODEL ? Stream.of("model", "provider") : Stream.of(by.wire());
    }

    private static List<String> cells(UsageBy by, UsageSum row) {
        Usage tokens = row.tokens();
        Stream<String> keys = by == UsageBy.MODEL
                ? Stream.of(harmless(row.key()), harmless(text(row.provider())))
                : Stream.of(harmless(row.key()));
        Stream<String> counts = Stream.of(
                tokens.source().wire(),
                Long.toString(row.attempts()),
                Long.toString(tokens.inputTokens()),
                Long.toString(tokens.outputTokens()),
                Long.toString(tokens.cacheReadTokens()),
                Long.toString(tokens.cacheWriteTokens()),
                Long.toString(tokens.reasoningTokens()),
                text(row.costUsd()),
                Long.toString(row.unpriced()));
        return Stream.concat(keys, counts).toList();
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    // A user's id is the user's choice, and a spreadsheet would take it for a formula.
    private static String harmless(String value) {
        return !value.isEmpty() && RISKY.indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
    }

    private static String quoted(String cell) {
        boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
