package dev.verbatim.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The figures of one scenario, side by side: a table for people, the same and every window as JSON. */
record Report(Scenario scenario, List<LoadResult> results) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Lines of the table: one for each run, and for each but the first its ratio to the first. */
    List<String> table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("system", Figure::title, List.of("lost", "doubled", "reordered", "errors")));
        for (LoadResult result : results) {
            rows.add(row(result.system(), figure -> figure.of(result, base()), faults(result)));
        }
        for (LoadResult result : results.subList(1, results.size())) {
            String label = result.system() + " / " + base().system();
            rows.add(row(label, figure -> figure.ratio(result, base()), List.of("", "", "", "")));
        }
        return Table.lines(rows);
    }

    /** Rows of the table of all scenarios: figure, to compare with, measured, ratio. */
    List<List<String>> mainRows() {
        boolean compared = results.size() > 1;
        List<List<String>> rows = new ArrayList<>();
        for (Figure figure : figures()) {
            if (figure.main()) {
                rows.add(List.of(
                        scenario.name() + ": " + figure.title(),
                        compared ? figure.of(base(), base()) + " (" + base().system() + ")" : "-",
                        figure.of(last(), base()),
                        compared ? figure.ratio(last(), base()) : "-"));
            }
        }
        rows.add(List.of(scenario.name() + ": faults", "-", String.join(" ", faults(last())), "-"));
        return rows;
    }

    boolean faultless() {
        return results.stream().allMatch(result -> result.faults().none());
    }

    /** What the threads of the last system used in its windows. */
    HotSpots threads() {
        HotSpots threads = new HotSpots();
        last().windows().forEach(window -> window.resources().threads().forEach(threads::add));
        return threads;
    }

    ObjectNode json() {
        ObjectNode json = MAPPER.createObjectNode();
        json.set("scenario", MAPPER.valueToTree(scenario));
        ObjectNode systems = json.putObject("systems");
        for (LoadResult result : results) {
            ObjectNode system = systems.putObject(result.system());
            ObjectNode medians = system.putObject("medians");
            figures().forEach(figure -> medians.put(figure.key(), figure.value().of(result, base())));
            system.set("entry", MAPPER.valueToTree(result.entry()));
            system.set("faults", MAPPER.valueToTree(result.faults()));
            system.set("windows", MAPPER.valueToTree(result.windows()));
        }
        return json;
    }

    private LoadResult base() {
        return results.get(0);
    }

    private LoadResult last() {
        return results.get(results.size() - 1);
    }

    private List<Figure> figures() {
        return Figures.of(scenario);
    }

    private List<String> row(String label, Function<Figure, String> cell, List<String> last) {
        List<String> row = new ArrayList<>(List.of(label));
        figures().stream().map(cell).forEach(row::add);
        row.addAll(last);
        return row;
    }

    /** Lost, doubled, reordered, errors. */
    private static List<String> faults(LoadResult result) {
        LoadResult.Faults faults = result.faults();
        return List.of(
                Long.toString(faults.lost()),
                Long.toString(faults.doubled()),
                Long.toString(faults.reordered()),
                Long.toString(faults.errors() + faults.garbled()));
    }
}
