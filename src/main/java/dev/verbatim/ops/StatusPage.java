package dev.verbatim.ops;

import dev.verbatim.ops.Readiness.Finding;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a node does at this moment, for somebody who was just woken: what fails and what to do about it, then how much there is of what. Made from the
 * meters, at most a report old; names no person and no room.
 */
final class StatusPage {
    private record Line(String title, String meter, String meaning) {}

    private static final List<Line> LINES = List.of(
            new Line("connections", "verbatim.chat.connections", "open, of people"),
            new Line("answers", "verbatim.llm.replies.running", "running here"),
            new Line("waiting", "verbatim.llm.replies.waiting", "answers that wait for a place here"),
            new Line("unsaved", "verbatim.llm.endings.unsaved", "ends of answers that Postgres has not taken yet"),
            new Line("queued", "verbatim.storage.queued", "asks that wait for Postgres or are there"),
            new Line("database", "verbatim.storage.connections.open", "connections to Postgres"));

    private final MeterRegistry registry;

    StatusPage(MeterRegistry registry) {
        this.registry = registry;
    }

    String text(List<Finding> findings) {
        boolean up = findings.stream().allMatch(Finding::up);
        StringBuilder page = new StringBuilder(up ? "ready" : "NOT READY").append(", up for ");
        page.append(uptime()).append("\n\n");
        findings.forEach(finding -> add(page, finding));
        page.append('\n');
        LINES.forEach(line -> add(page, line.title(), Long.toString(Math.round(sum(line.meter()))), line.meaning()));
        add(page, "providers", leftAlone(), "left alone: breaker open, or key refused (key 0: the only one)");
        return page.toString();
    }

    private static void add(StringBuilder page, Finding finding) {
        add(page, finding.name(), finding.up() ? "up" : "DOWN", finding.detail());
        if (!finding.hint().isEmpty()) {
            add(page, "", "", "-> " + finding.hint());
        }
    }

    private static void add(StringBuilder page, String title, String value, String meaning) {
        page.append(String.format("%-12s %-6s %s", title, value, meaning).stripTrailing())
                .append('\n');
    }

    private String uptime() {
        Duration up = Duration.ofSeconds(Math.round(sum("process.uptime")));
        return up.toDays() + " d " + up.toHoursPart() + " h " + up.toMinutesPart() + " min";
    }

    private double sum(String meter) {
        return gauges(meter).stream().mapToDouble(Gauge::value).sum();
    }

    private String leftAlone() {
        String names = gauges("verbatim.provider.up").stream()
                .filter(gauge -> gauge.value() == 0)
                .map(gauge -> gauge.getId().getTag("provider") + " key "
                        + gauge.getId().getTag("key"))
                .sorted()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names;
    }

    private Collection<Gauge> gauges(String meter) {
        return registry.find(meter).gauges();
    }
}
