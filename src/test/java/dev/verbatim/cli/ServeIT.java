package dev.verbatim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.testing.GatewayProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServeIT {
    @Test
    void aPlainServeLoadsNothingOfTheCommandLine() throws IOException {
        Path data = GatewayProcess.freshDirectory();
        Path loaded = data.resolve("classes.log");

        try (GatewayProcess gateway = GatewayProcess.start(data, Map.of(), command -> logging(command, loaded))) {
            assertThat(gateway.chat()).isNotNull();
        }

        assertThat(Files.readAllLines(loaded))
                .anyMatch(line -> line.contains("dev.verbatim.boot.Serve"))
                .noneMatch(line -> line.contains("picocli") || line.contains("dev.verbatim.cli"));
    }

    @Test
    void aMistakeInTheSettingsEndsWithTwo() {
        try (GatewayProcess gateway =
                GatewayProcess.start(GatewayProcess.freshDirectory(), Map.of("VERBATIM_CHAT_PING_MS", "often"))) {
            assertThat(gateway.awaitExit()).isEqualTo(ExitCode.USAGE);
            assertThat(gateway.awaitOutput()).anyMatch(line -> line.contains("chat.ping-ms"));
        }
    }

    @Test
    void serveAsACommandServes() {
        try (GatewayProcess gateway =
                GatewayProcess.start(GatewayProcess.freshDirectory(), Map.of("VERBATIM_LOG_LEVEL", "WARN"), command -> {
                    List<String> words = new ArrayList<>(command);
                    words.add("serve");
                    return words;
                })) {
            assertThat(Typed.run(Map.of(), "health", "--url", gateway.ops().toString())
                            .exitCode())
                    .isEqualTo(ExitCode.OK);
            gateway.terminate();
            assertThat(gateway.awaitExit()).isZero();
        }
    }

    private static List<String> logging(List<String> command, Path file) {
        List<String> words = new ArrayList<>(command);
        words.add(1, "-Xlog:class+load:file=" + file);
        return words;
    }
}
