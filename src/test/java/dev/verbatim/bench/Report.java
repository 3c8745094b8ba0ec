package dev.verbatim.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The figures of one run, side by side: a table for people, the same and every window as JSON. */
record Report(Scenario scenario, List<LoadResult> results) {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final double MICROS_PER_MILLI = 1000;

    /** A figure of the report: the median of the windows'. */
    private record Figure(String title, String key, int digits, ToDoubleFunction<LoadResult.Window> value) {
        String of(LoadResult result) {
            return String.format(Locale.ROOT, "%,." + digits + "f", result.median(value));
        }

        String ratio(LoadResult result, LoadResult base) {
            double divisor = base.median(value);
            return divisor == 0 ? "-" : String.format(Locale.ROOT, "x %.2f", result.median(value) / divisor);
        }
    }

    private static final List<Figure> FIGURES = List.of(
            new Figure("tokens/s", "tokensPerSecond", 0, LoadResult.Window::tokensPerSecond),
            new Figure("TTFT p50 ms", "firstTokenP50Ms", 2, w -> w.firstToken().p50() / MICROS_PER_MILLI),
            new Figure("TTFT p99 ms", "firstTokenP99Ms", 2, w -> w.firstToken().p99() / MICROS_PER_MILLI),
            new Figure("token p50 ms", "tokenP50Ms", 2, w -> w.token().p50() / MICROS_PER_MILLI),
            new Figure("token p99 ms", "tokenP99Ms", 2, w -> w.token().p99() / MICROS_PER_MILLI),
            new Figure(
                    "CPU us/token", "cpuMicrosPerToken", 2, w -> w.resources().cpuPerToken()),
            new Figure(
                    "+ Postgres",
                    "databaseCpuMicrosPerToken",
                    2,
                    w -> w.resources().databaseCpuPerToken()),
            new Figure("system core", "systemCores", 2, w -> w.resources().systemCores()),
            new Figure("harness core", "harnessCores", 2, w -> w.resources().harnessCores()),
            new Figure("other cores", "foreignCores", 2, w -> w.resources().foreignCores()),
            new Figure("RSS MB", "megabytes", 0, w -> w.resources().megabytes()));

    /** Lines of the table: one for each system, and for each but the first its ratio to the first. */
    List<String> table() {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("system"));
        FIGURES.forEach(figure -> head.add(figure.title()));
        head.addAll(List.of("lost", "doubled", "reordered", "errors"));
        rows.add(head);
        for (LoadResult result : results) {
            rows.add(row(result));
        }
        for (LoadResult result : results.subList(Math.min(1, results.size()), results.size())) {
            rows.add(ratios(result, results.get(0)));
        }
        return Table.lines(rows);
    }

    boolean faultless() {
        return results.stream().allMatch(result -> result.faults().none());
    }

    void write(Path file) throws IOException {
        ObjectNode json = MAPPER.createObjectNode();
        json.set("scenario", MAPPER.valueToTree(scenario));
        ObjectNode systems = json.putObject("systems");
        for (LoadResult result : results) {
            ObjectNode system = systems.putObject(result.system());
            ObjectNode medians = system.putObject("medians");
            FIGURES.forEach(figure -> medians.put(figure.key(), result.median(figure.value())));
            system.set("faults", MAPPER.valueToTree(result.faults()));
            system.set("windows", MAPPER.valueToTree(result.windows()));
        }
        MAPPER.writeValue(file.toFile(), json);
    }

    private static List<String> row(LoadResult result) {
        List<String> row = new ArrayList<>(List.of(result.system()));
        FIGURES.forEach(figure -> row.add(figure.of(result)));
        LoadResult.Faults faults = result.faults();
        for (long fault :
                new long[] {faults.lost(), faults.doubled(), faults.reordered(), faults.errors() + faults.garbled()}) {
            row.add(Long.toString(fault));
        }
        return row;
    }

    private static List<String> ratios(LoadResult result, LoadResult base) {
        List<String> row = new ArrayList<>(List.of(result.system() + " / " + base.system()));
        FIGURES.forEach(figure -> row.add(figure.ratio(result, base)));
        row.addAll(List.of("", "", "", ""));
        return row;
    }
}
