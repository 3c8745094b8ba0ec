package dev.verbatim.bench;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Places in the code by their weight: samples or bytes. */
final class HotSpots {
    private static final double PERCENT = 100;

    private final Map<String, Long> weights = new HashMap<>();
    private long total;

    void add(String place, long weight) {
        weights.merge(place, weight, Long::sum);
        total += weight;
    }

    long total() {
        return total;
    }

    /**
     * A table of the heaviest places, each with its share of everything.
     *
     * @param head what the places are
     */
    List<String> table(String head, int most) {
        Stream<List<String>> rows = weights.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(most)
                .map(entry -> List.of(entry.getKey(), share(entry.getValue())));
        return Table.lines(
                Stream.concat(Stream.of(List.of(head, "share")), rows).toList());
    }

    private String share(long weight) {
        return String.format(Locale.ROOT, "%.1f %%", PERCENT * weight / total);
    }
}
