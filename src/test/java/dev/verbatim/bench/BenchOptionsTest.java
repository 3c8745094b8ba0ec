package dev.verbatim.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.verbatim.boot.config.CatalogueReader;
import dev.verbatim.config.ProviderEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BenchOptionsTest {
    @Test
    void streamsAtTheIssuesSizeWithoutArguments() {
        BenchOptions options = parse();

        assertThat(options.name()).isEqualTo("stream");
        assertThat(options.mode()).isEqualTo(BenchOptions.Mode.ONE);
        assertThat(only(options).scenario())
                .isEqualTo(new Scenario("stream", Scenario.Kind.CHATS, 200, 200, 20_000, 0));
        assertThat(labels(options)).containsExactly("relay", "verbatim");
    }

    @Test
    void optionsChangeTheNamedScenario() {
        BenchOptions options =
                parse("max --chats 8 --tokens 50 --delay-us 100 --warm 0 --secs 2 --runs 5 --only relay".split(" "));

        assertThat(only(options).scenario()).isEqualTo(new Scenario("max", Scenario.Kind.CHATS, 8, 50, 100, 0));
        assertThat(only(options).timing()).isEqualTo(new LoadPlan.Timing(0, 2, 5));
        assertThat(labels(options)).containsExactly("relay");
    }

    @Test
    void aFanOutWithStalledViewersIsComparedWithOneWithoutThem() {
        BenchOptions options = parse("fanout", "--only", "verbatim", "--stalled", "2", "--viewers", "300");

        assertThat(options.name()).isEqualTo("fanout-stalled");
        assertThat(labels(options)).containsExactly("none stalled", "6 stalled");
        assertThat(only(options).runs())
                .extracting(run -> run.scenario().stalled())
                .containsExactly(0, 6);
    }

    @Test
    void everyScenarioHasRuns() {
        BenchOptions options = parse("all");

        assertThat(options.experiments())
                .extracting(Experiment::scenario)
                .extracting(Scenario::name)
                .containsExactly(
                        "stream",
                        "max",
                        "max-failover",
                        "fanout",
                        "fanout-max",
                        "fanout-stalled",
                        "idle",
                        "persist",
                        "heap");
        assertThat(options.experiments())
                .allSatisfy(experiment -> assertThat(experiment.runs()).isNotEmpty());
    }

    @Test
    void aFailingPrimaryIsMeasuredBesideAWellOne() {
        BenchOptions options = parse("max-failover");

        assertThat(labels(options)).containsExactly("verbatim", "primary left alone", "each asked in vain");
        assertThat(only(options).runs())
                .extracting(run -> run.settings().containsKey("VERBATIM_MODELS"))
                .containsExactly(false, true, true);
    }

    @Test
    void theFailingProviderIsAskedFirst() throws IOException {
        Path catalogue =
                Path.of(only(parse("max-failover")).runs().get(1).settings().get("VERBATIM_MODELS"));
        Map<String, String> environment = Map.of(
                "OPENAI_API_KEY", "bench",
                "OPENAI_BASE_URL", "http://127.0.0.1:1/v1",
                "FAILING_BASE_URL", "http://127.0.0.1:1/failing");

        assertThat(CatalogueReader.read(Files.readString(catalogue), environment)
                        .providers())
                .extracting(ProviderEntry::baseUrl)
                .containsExactly("http://127.0.0.1:1/failing", "http://127.0.0.1:1/v1");
    }

    @Test
    void quickIsShortForAll() {
        assertThat(parse("all", "--quick", "--only", "verbatim").experiments())
                .extracting(Experiment::timing)
                .containsOnly(LoadPlan.Timing.quick());
    }

    @Test
    void whatAnotherSystemCannotDoIsLeftOut() {
        BenchOptions options = parse("all", "--only", "inserts");

        assertThat(options.experiments())
                .extracting(Experiment::scenario)
                .extracting(Scenario::name)
                .containsExactly("persist");
        assertRefused("heap does not measure that system", "heap", "--only", "relay");
    }

    @Test
    void aProfileIsOfTheGatewayAlone() {
        BenchOptions options = parse("profile", "max", "--chats", "4");

        assertThat(options.name()).isEqualTo("profile");
        assertThat(options.mode()).isEqualTo(BenchOptions.Mode.PROFILE);
        assertThat(only(options).scenario().name()).isEqualTo("max");
        assertThat(labels(options)).containsExactly("verbatim");
        assertThat(only(parse("profile")).scenario().name()).isEqualTo("stream");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertRefused(
                "no scenario 'fast': stream, max, max-failover, fanout, fanout-max, fanout-stalled, idle, persist, heap",
                "fast");
        assertRefused("no option '--loud'", "--loud", "1");
        assertRefused("--chats needs a value", "--chats");
        assertRefused("--chats needs a number, not 'many'", "max", "--chats", "many");
        assertRefused("no system 'nginx': relay, inserts, verbatim", "--only", "nginx");
    }

    @Test
    void refusesWhatCannotBeMeasured() {
        assertRefused("connections must be at least 1, not 0", "--chats", "0");
        assertRefused("tokens must be 1 to 65536, not 65537", "--tokens", "65537");
        assertRefused("warm must be at least 0, secs and runs at least 1", "--runs", "0");
        assertRefused("stalled must be 0 to 50 percent", "fanout", "--stalled", "51");
        assertRefused("only viewers of a fanout can be stalled", "stream", "--stalled", "1");
        assertRefused("sizes are for one scenario, not for all", "all", "--chats", "1");
    }

    private static Experiment only(BenchOptions options) {
        assertThat(options.experiments()).hasSize(1);
        return options.experiments().get(0);
    }

    private static List<String> labels(BenchOptions options) {
        return only(options).runs().stream().map(Run::label).toList();
    }

    private static void assertRefused(String message, String... arguments) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(arguments)).withMessage(message);
    }

    private static BenchOptions parse(String... arguments) {
        return BenchOptions.parse(arguments);
    }
}
