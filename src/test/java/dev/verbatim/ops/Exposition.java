package dev.verbatim.ops;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What {@code /metrics} shows, read as a scraper does.
 *
 * @param kinds by metric
 * @param labels by metric, a histogram's own {@code le} left out
 * @param samples names of all lines with a value
 */
record Exposition(Map<String, String> kinds, Map<String, Set<String>> labels, Set<String> samples) {
    private static final Pattern TYPE = Pattern.compile("^# TYPE (\\S+) (\\S+)$", Pattern.MULTILINE);
    private static final Pattern SAMPLE = Pattern.compile("^([a-z_:][a-z0-9_:]*)(\\{.*\\})? \\S+$", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

    static Exposition of(String text) {
        Map<String, String> kinds = new TreeMap<>();
        Matcher type = TYPE.matcher(text);
        while (type.find()) {
            kinds.put(type.group(1), type.group(2));
        }
        Map<String, Set<String>> labels = new TreeMap<>();
        Set<String> samples = new TreeSet<>();
        Matcher sample = SAMPLE.matcher(text);
        while (sample.find()) {
            samples.add(sample.group(1));
            labels.computeIfAbsent(metricOf(sample.group(1), kinds), metric -> new TreeSet<>())
                    .addAll(labelsOf(sample.group(2)));
        }
        return new Exposition(kinds, labels, samples);
    }

    private static String metricOf(String sample, Map<String, String> kinds) {
        String base = sample.replaceFirst("_(bucket|sum|count)$", "");
        return kinds.containsKey(sample) ? sample : base;
    }

    private static Set<String> labelsOf(String braces) {
        return braces == null
                ? Set.of()
                : LABEL.matcher(braces)
                        .results()
                        .map(found -> found.group(1))
                        .filter(label -> !label.equals("le"))
                        .collect(Collectors.toSet());
    }

    /** Verbatim's own metrics with their kinds; the maxima that timers bring along left out. */
    Map<String, String> own() {
        Map<String, String> own = new TreeMap<>(kinds);
        own.keySet().removeIf(name -> !name.matches("(verbatim|gen_ai)_.*") || name.endsWith("_max"));
        return own;
    }
}
