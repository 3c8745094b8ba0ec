package dev.verbatim.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "usage",
        description = {
            "Shows what answers took: your own, or with the scope admin everybody's, as GET /api/usage of a running gateway tells it.",
            "All pages of it. Costs are USD; attempts without a known price are counted as unpriced."
        },
        mixinStandardHelpOptions = true)
final class UsageCommand implements Callable<Integer> {
    private static final Pattern NEXT = Pattern.compile("<(/api/usage[^>]*)>; rel=\"next\"");
    private static final int ROWS = 1_000;

    private final Shell shell;

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Option(names = "--csv", description = "Print CSV.")
    private boolean csv;

    @Option(
            names = "--from",
            paramLabel = "DAY",
            description = "A day such as 2026-11-01, or an instant; else 30 days ago.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "DAY", description = "The first day that no longer counts; else now.")
    private @Nullable String to;

    @Option(names = "--by", description = "user, room, model or day (${DEFAULT-VALUE}).", defaultValue = "day")
    private String by = "day";

    @Option(names = "--user", description = "This user alone; others than you need the scope admin.")
    private @Nullable String user;

    UsageCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (csv && json.isSet()) {
            throw new CommandFailure(ExitCode.USAGE, "Choose one of --csv and --json.");
        }
        String token = gateway.token(shell.environment());
        if (token == null) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "Bring a token, your own or an operator's:\n"
                            + "  VERBATIM_TOKEN=$(verbatim gentoken operator --scope usage:read --scope admin) verbatim usage");
        }
        GatewayApi api = new GatewayApi(GatewayApi.client(), gateway.url(shell.environment()), token);
        if (csv) {
            printCsv(api);
        } else {
            printRows(rows(api));
        }
        return ExitCode.OK;
    }

    private String query(String format) {
        StringJoiner query = new StringJoiner("&", "/api/usage?", "");
        query.add("format=" + format).add("limit=" + ROWS).add("by=" + encoded(by));
        add(query, "from", from);
        add(query, "to", to);
        add(query, "user", user);
        return query.toString();
    }

    private static void add(StringJoiner query, String name, @Nullable String value) {
        if (value != null) {
            query.add(name + "=" + encoded(value));
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static @Nullable String next(HttpResponse<String> page) {
        Matcher next = NEXT.matcher(page.headers().firstValue("Link").orElse(""));
        return next.find() ? next.group(1) : null;
    }

    private void printCsv(GatewayApi api) {
        String path = query("csv");
        boolean first = true;
        while (path != null) {
            HttpResponse<String> page = api.get(path, "text/csv");
            String body = page.body();
            shell.out().print(first ? body : body.substring(body.indexOf('\n') + 1));
            first = false;
            path = next(page);
        }
    }

    private JsonArray rows(GatewayApi api) {
        JsonArray rows = new JsonArray();
        String path = query("json");
        while (path != null) {
            HttpResponse<String> page = api.get(path, "application/json");
            rows.addAll(api.json(page).getJsonArray("rows", new JsonArray()));
            path = next(page);
        }
        return rows;
    }

    private void printRows(JsonArray rows) {
        if (json.isSet()) {
            JsonOption.print(shell, rows);
            return;
        }
        TextTable table = new TextTable(
                by.toUpperCase(java.util.Locale.ROOT), "SOURCE", "ATTEMPTS", "INPUT", "OUTPUT", "USD", "UNPRICED");
        rows.forEach(row -> addRow(table, (JsonObject) row));
        table.row(
                "all",
                "",
                sum(rows, "attempts"),
                sum(rows, "inputTokens"),
                sum(rows, "outputTokens"),
                cost(rows),
                sum(rows, "unpriced"));
        table.print(shell.out());
    }

    private void addRow(TextTable table, JsonObject row) {
        String provider = row.getString("provider");
        String cost = row.getString("cost");
        table.row(
                row.getString(by) + (provider == null ? "" : " (" + provider + ")"),
                row.getString("source"),
                row.getLong("attempts").toString(),
                row.getLong("inputTokens").toString(),
                row.getLong("outputTokens").toString(),
                cost == null ? "unknown" : cost,
                row.getLong("unpriced").toString());
    }

    private static String sum(JsonArray rows, String field) {
        return Long.toString(rows.stream()
                .mapToLong(row -> ((JsonObject) row).getLong(field))
                .sum());
    }

    private static String cost(JsonArray rows) {
        return rows.stream()
                .map(row -> ((JsonObject) row).getString("cost"))
                .filter(Objects::nonNull)
                .map(BigDecimal::new)
                .reduce(BigDecimal::add)
                .map(BigDecimal::toPlainString)
                .orElse("unknown");
    }
}
