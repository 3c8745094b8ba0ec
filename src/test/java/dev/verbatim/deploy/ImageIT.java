package dev.verbatim.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.testing.Canary;
import dev.verbatim.testing.GatewayProcess;
import dev.verbatim.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image's stages without a container engine: what the script puts together starts with the image's own words and is healthy by them. */
class ImageIT {
    private static final String INSTALLED = "/opt/verbatim";

    private final Dockerfile dockerfile = Dockerfile.read();

    @Test
    void whatTheScriptMakesStartsAndIsHealthy(@TempDir Path folder) throws IOException, InterruptedException {
        Path image = folder.resolve("image");

        assertThat(run(List.of("scripts/image", image.toString()), Map.of())).isZero();

        for (String line : dockerfile.image()) {
            if (line.startsWith("COPY --from=build /image/")) {
                assertThat(image.resolve(line.split(" ")[2].substring("/image/".length())))
                        .exists();
            }
        }
        Map<String, String> environment =
                Map.of("DATABASE_URL", TestPostgres.freshDatabase(), "VERBATIM_AUTH_SECRET", Canary.SECRET);
        try (GatewayProcess gateway =
                GatewayProcess.start(folder.resolve("data"), environment, ignored -> installed("ENTRYPOINT", image))) {
            String port = Integer.toString(gateway.ops().getPort());

            assertThat(run(installed("HEALTHCHECK", image), Map.of("OPS_PORT", port)))
                    .isZero();
            gateway.terminate();
            assertThat(gateway.awaitExit()).isZero();
            assertThat(run(installed("HEALTHCHECK", image), Map.of("OPS_PORT", port)))
                    .isNotZero();
        }
    }

    private List<String> installed(String instruction, Path image) {
        List<String> words = new ArrayList<>();
        for (String word : Dockerfile.words(dockerfile.last(instruction))) {
            words.add(word.replace(INSTALLED, image.toString()));
        }
        words.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        return words;
    }

    private static int run(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("image", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES))
                .as(Files.readString(output))
                .isTrue();
        Files.delete(output);
        return process.exitValue();
    }
}
