package dev.verbatim.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final LoadResult.Faults NONE = new LoadResult.Faults(0, 0, 0, 0, 0, null);

    @Test
    void showsMediansSideBySideAndTheirRatio() {
        Report report = report(result("relay", NONE, 1000, 3000, 2000), result("verbatim", NONE, 500, 100, 900));

        List<String> table = report.table();

        assertThat(table).hasSize(5);
        assertThat(table.get(0)).startsWith("system").contains("tokens/s");
        assertThat(table.get(2)).startsWith("relay ").contains(" 2,000 ");
        assertThat(table.get(3)).startsWith("verbatim ").contains(" 500 ");
        assertThat(table.get(4)).startsWith("verbatim / relay ").contains(" x 0.25 ");
    }

    @Test
    void aRatioToNothingIsNotShown() {
        Report report = report(result("relay", NONE, 0), result("verbatim", NONE, 10));

        assertThat(report.table().get(4)).contains(" - ");
    }

    @Test
    void oneFaultOfAnySystemIsAFault() {
        LoadResult.Faults doubled = new LoadResult.Faults(0, 1, 0, 0, 0, null);

        assertThat(report(result("relay", NONE, 1), result("verbatim", NONE, 1)).faultless())
                .isTrue();
        assertThat(report(result("relay", NONE, 1), result("verbatim", doubled, 1))
                        .faultless())
                .isFalse();
    }

    @Test
    void writesMediansWindowsAndFaultsAsJson(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("max.json");

        report(result("relay", NONE, 1000, 3000)).write(file);

        JsonNode relay =
                new ObjectMapper().readTree(file.toFile()).path("systems").path("relay");
        assertThat(relay.path("medians").path("tokensPerSecond").asDouble()).isEqualTo(1000);
        assertThat(relay.path("windows")).hasSize(2);
        assertThat(relay.path("faults").path("lost").asLong(-1)).isZero();
    }

    private static Report report(LoadResult... results) {
        return new Report(Scenario.named("max"), List.of(results));
    }

    private static LoadResult result(String system, LoadResult.Faults faults, long... tokensPerSecond) {
        LoadResult.Percentiles micros = new LoadResult.Percentiles(1000, 2000, 3000);
        LoadResult.Resources resources = new LoadResult.Resources(1, 0, 1, 1, 0, 100);
        List<LoadResult.Window> windows = LongStream.of(tokensPerSecond)
                .mapToObj(tokens -> new LoadResult.Window(1, tokens, 1, micros, micros, resources))
                .toList();
        return new LoadResult(system, windows, faults);
    }
}
