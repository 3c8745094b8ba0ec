package dev.verbatim.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Scripts below {@code src/test/js}, run by Node with their libraries. */
final class NodeScript {
    private static final File SCRIPTS = new File("src/test/js");
    private static final long PATIENCE_S = 60;

    private NodeScript() {}

    /** One chat of the SockJS client that browsers use, over one transport; what it saw. */
    static JsonObject chat(String base, String transport, Map<String, String> environment)
            throws IOException, InterruptedException {
        if (!new File(SCRIPTS, "node_modules/sockjs-client").isDirectory()) {
            run(Map.of(), "npm", "ci", "--no-audit", "--no-fund");
        }
        return new JsonObject(
                run(environment, "node", "sockjs-chat.mjs", base, transport, "by-" + transport, "Tell me a story"));
    }

    /** What the command printed; fails with all of it if the command did. */
    private static String run(Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(Files.createDirectories(Path.of("target/it")), "node-", ".log");
        Path errors = Files.createTempFile(output.getParent(), "node-", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(SCRIPTS)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(PATIENCE_S, TimeUnit.SECONDS);
        process.destroyForcibly();
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(ended && process.exitValue() == 0)
                .as("%s: %s%s", List.of(command), printed, Files.readString(errors, StandardCharsets.UTF_8))
                .isTrue();
        return printed;
    }
}
