package dev.verbatim.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The reports of one call of the benchmark.
 *
 * @param failures why the scenarios that are missing could not be measured
 */
record Reports(List<Report> reports, List<String> failures) {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** Every figure of one scenario, or the main figures of several; empty where nothing could be measured. */
    List<String> table() {
        if (reports.isEmpty()) {
            return List.of();
        }
        if (reports.size() == 1) {
            return reports.get(0).table();
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("figure", "to compare with", "verbatim", "ratio"));
        reports.forEach(report -> rows.addAll(report.mainRows()));
        return Table.lines(rows);
    }

    boolean faultless() {
        return failures.isEmpty() && reports.stream().allMatch(Report::faultless);
    }

    /** What the threads of the last system used in its windows. */
    HotSpots threads() {
        return reports.get(reports.size() - 1).threads();
    }

    /** Writes every figure as JSON: of one scenario its own, of several under their names. */
    void write(Path file) throws IOException {
        MAPPER.writeValue(file.toFile(), reports.size() == 1 ? reports.get(0).json() : byName());
    }

    private ObjectNode byName() {
        ObjectNode json = MAPPER.createObjectNode();
        reports.forEach(report -> json.set(report.scenario().name(), report.json()));
        return json;
    }
}
