package dev.verbatim.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final LoadResult.Faults DOUBLED = new LoadResult.Faults(0, 1, 0, 0, 0, null);
    private static final LoadResult.Percentiles MICROS = new LoadResult.Percentiles(1000, 2000, 3000);

    @Test
    void showsMediansSideBySideAndTheirRatio() {
        Report report = report(result("relay", 1000, 3000, 2000), result("verbatim", 500, 100, 900));

        List<String> table = report.table();

        assertThat(table).hasSize(5);
        assertThat(table.get(0)).startsWith("system").contains("tokens/s");
        assertThat(table.get(2)).startsWith("relay ").contains(" 2,000 ");
        assertThat(table.get(3)).startsWith("verbatim ").contains(" 500 ");
        assertThat(table.get(4)).startsWith("verbatim / relay ").contains(" x 0.25 ");
    }

    @Test
    void aRatioToNothingIsNotShown() {
        Report report = report(result("relay", 0), result("verbatim", 10));

        assertThat(report.table().get(4)).contains(" - ");
    }

    @Test
    void oneFaultOfAnySystemIsAFault() {
        LoadResult good = result("relay", 1);
        LoadResult bad = new LoadResult("verbatim", good.entry(), good.windows(), good.before(), good.after(), DOUBLED);

        assertThat(report(good, good).faultless()).isTrue();
        assertThat(report(good, bad).faultless()).isFalse();
        assertThat(new Reports(List.of(report(good), report(bad)), List.of()).faultless())
                .isFalse();
    }

    @Test
    void aScenarioThatCouldNotBeMeasuredIsAFault() {
        Report good = report(result("relay", 1));

        assertThat(new Reports(List.of(good), List.of()).faultless()).isTrue();
        assertThat(new Reports(List.of(good), List.of("idle: client failed")).faultless())
                .isFalse();
        assertThat(new Reports(List.of(), List.of("idle: client failed")).table())
                .isEmpty();
    }

    @Test
    void cpuIsDividedByWhatCame() {
        LoadResult.Window window = window(2, 1_000_000, new LoadResult.Resources(0.5, 0.25, 0, 0, 0, Map.of()));

        assertThat(window.cpuMicrosPer(window.counts().tokens())).isEqualTo(1);
        assertThat(window.databaseMicrosPer(window.counts().tokens())).isEqualTo(0.5);
    }

    @Test
    void compilersAreTheJvmsOwnThreads() {
        Map<String, Long> threads =
                Map.of("C2 CompilerThre", 100L, "C1 CompilerThre (kernel)", 20L, "vert.x-eventloo", 80L);
        LoadResult.Window window = window(2, 1, new LoadResult.Resources(1, 0, 0, 0, 0, threads));

        assertThat(window.compilerCores()).isEqualTo(0.6);
    }

    @Test
    void aStalledViewerHoldsWhatTheRunWithoutThemDoesNot() {
        Scenario scenario = Scenario.named("fanout-stalled");
        LoadResult none = weighed("none stalled", 0, new Memory(0, 40_000, 10_000));
        LoadResult some = weighed("20 stalled", 20, new Memory(0, 41_000, 11_000));

        JsonNode systems = new Report(scenario, List.of(none, some)).json().path("systems");

        assertThat(kilobytesPerStalled(systems, "none stalled")).isZero();
        assertThat(kilobytesPerStalled(systems, "20 stalled")).isEqualTo(100);
    }

    @Test
    void anIdleConnectionCostsWhatTheEmptySystemDidNotHave() {
        LoadResult.Entry entry =
                new LoadResult.Entry(100, 2, new LoadResult.Resources(0.5, 0, 0, 0, 0, Map.of()), 0, 0);
        LoadResult result = new LoadResult(
                "verbatim",
                entry,
                result("", 1).windows(),
                new Memory(1000, 500, 0),
                new Memory(2000, 800, 0),
                LoadResult.Faults.NONE);

        JsonNode medians = new Report(Scenario.named("idle"), List.of(result))
                .json()
                .path("systems")
                .path("verbatim")
                .path("medians");

        assertThat(medians.path("residentKilobytesPerConnection").asDouble()).isEqualTo(10);
        assertThat(medians.path("heapKilobytesPerConnection").asDouble()).isEqualTo(3);
        assertThat(medians.path("joinsPerSecond").asDouble()).isEqualTo(50);
        assertThat(medians.path("cpuMicrosPerJoin").asDouble()).isEqualTo(10_000);
    }

    @Test
    void severalScenariosShareOneTableOfTheirMainFigures() {
        Report one = report(result("relay", 1000), result("verbatim", 500));
        Report other = new Report(Scenario.named("heap"), List.of(weighed("verbatim", 0, new Memory(0, 55_000, 0))));

        List<String> table = new Reports(List.of(one, other), List.of()).table();

        assertThat(table.get(0)).startsWith("figure").contains("verbatim", "ratio");
        assertThat(table)
                .anySatisfy(line -> assertThat(line).matches("max: tokens/s +1,000 \\(relay\\) +500 +x 0\\.50"));
        assertThat(table).anySatisfy(line -> assertThat(line).matches("heap: growth % +- +10\\.0 +-"));
        assertThat(table).anySatisfy(line -> assertThat(line).matches("heap: faults +- +0 0 0 0 +-"));
    }

    @Test
    void writesMediansWindowsAndFaultsAsJson(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("max.json");

        new Reports(List.of(report(result("relay", 1000, 3000))), List.of()).write(file);

        JsonNode relay =
                new ObjectMapper().readTree(file.toFile()).path("systems").path("relay");
        assertThat(relay.path("medians").path("tokensPerSecond").asDouble()).isEqualTo(1000);
        assertThat(relay.path("windows")).hasSize(2);
        assertThat(relay.path("faults").path("lost").asLong(-1)).isZero();
    }

    @Test
    void severalScenariosAreWrittenUnderTheirNames(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("all.json");

        Report stream = new Report(Scenario.named("stream"), List.of(result("x", 2)));

        new Reports(List.of(report(result("relay", 1)), stream), List.of()).write(file);

        assertThat(new ObjectMapper().readTree(file.toFile()).fieldNames())
                .toIterable()
                .containsExactly("max", "stream");
    }

    private static double kilobytesPerStalled(JsonNode systems, String label) {
        return systems.path(label).path("medians").path("kilobytesPerStalled").asDouble();
    }

    private static Report report(LoadResult... results) {
        return new Report(Scenario.named("max"), List.of(results));
    }

    private static LoadResult weighed(String system, int stalled, Memory after) {
        return new LoadResult(
                system,
                new LoadResult.Entry(2000, 1, LoadResult.Resources.NONE, stalled, 0),
                result("", 1).windows(),
                new Memory(0, 50_000, 0),
                after,
                LoadResult.Faults.NONE);
    }

    private static LoadResult result(String system, long... tokensPerSecond) {
        LoadResult.Resources resources = new LoadResult.Resources(1, 0, 1, 0, 100, Map.of());
        List<LoadResult.Window> windows = LongStream.of(tokensPerSecond)
                .mapToObj(tokens -> window(1, tokens, resources))
                .toList();
        return new LoadResult(
                system,
                new LoadResult.Entry(1, 1, LoadResult.Resources.NONE, 0, 0),
                windows,
                Memory.UNKNOWN,
                Memory.UNKNOWN,
                LoadResult.Faults.NONE);
    }

    private static LoadResult.Window window(double seconds, long tokens, LoadResult.Resources resources) {
        return new LoadResult.Window(
                seconds,
                new LoadResult.Counts(tokens, 1, 2, 0),
                new LoadResult.Times(MICROS, MICROS, MICROS, MICROS),
                resources);
    }
}
