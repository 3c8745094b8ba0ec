package dev.verbatim.bench.storage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Rows or messages in a second, by what did them, of all runs. */
final class Results {
    private final Map<String, List<Double>> rates = new LinkedHashMap<>();

    void add(String name, double rate) {
        rates.computeIfAbsent(name, none -> new ArrayList<>()).add(rate);
    }

    boolean has(String name) {
        return rates.containsKey(name);
    }

    double median(String name) {
        List<Double> sorted =
                rates.getOrDefault(name, List.of()).stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
    }

    /**
     * Lines of text: each name, its median, all its runs, and how it stands to another.
     *
     * @param ratios which is compared with which
     */
    List<String> lines(Map<String, String> ratios) {
        List<String> lines = new ArrayList<>();
        rates.forEach((name, runs) -> lines.add(String.format(
                Locale.ROOT,
                "%-52s %,10.0f /s  %-8s %s",
                name,
                median(name),
                ratios.containsKey(name)
                        ? String.format(Locale.ROOT, "%.2f x", median(name) / median(ratios.get(name)))
                        : "",
                runs.stream().map(Math::round).toList())));
        return lines;
    }
}
