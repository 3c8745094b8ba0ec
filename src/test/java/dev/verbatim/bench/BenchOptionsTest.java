package dev.verbatim.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class BenchOptionsTest {
    @Test
    void streamsAtTheIssuesSizeWithoutArguments() {
        BenchOptions options = parse();

        assertThat(options.scenario()).isEqualTo(new Scenario("stream", 200, 200, 20_000));
        assertThat(options.systems()).containsExactly("relay", "verbatim");
    }

    @Test
    void optionsChangeTheNamedScenario() {
        BenchOptions options = parse(
                "max",
                "--chats",
                "8",
                "--tokens",
                "50",
                "--delay-us",
                "100",
                "--warm",
                "0",
                "--secs",
                "2",
                "--runs",
                "5",
                "--only",
                "relay");

        assertThat(options.scenario()).isEqualTo(new Scenario("max", 8, 50, 100));
        assertThat(options.timing()).isEqualTo(new LoadPlan.Timing(0, 2, 5));
        assertThat(options.systems()).containsExactly("relay");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertRefused("no scenario 'fast': stream or max", "fast");
        assertRefused("no option '--loud'", "--loud", "1");
        assertRefused("--chats needs a value", "--chats");
        assertRefused("--chats needs a number, not 'many'", "max", "--chats", "many");
        assertRefused("no system 'nginx': relay or verbatim", "--only", "nginx");
    }

    @Test
    void refusesWhatCannotBeMeasured() {
        assertRefused("chats must be at least 1, not 0", "--chats", "0");
        assertRefused("tokens must be 1 to 65536, not 65537", "--tokens", "65537");
        assertRefused("warm must be at least 0, secs and runs at least 1", "--runs", "0");
    }

    private static void assertRefused(String message, String... arguments) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(arguments)).withMessage(message);
    }

    private static BenchOptions parse(String... arguments) {
        return BenchOptions.parse(arguments);
    }
}
