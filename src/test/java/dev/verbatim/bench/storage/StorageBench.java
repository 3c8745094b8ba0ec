package dev.verbatim.bench.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * {@code rows}: storage beside single rows by eight clients. {@code aged}: a chat in an old database beside one in a fresh one. Options:
 * {@code --secs --warm --runs --chats --questions --rooms --instances}. From the project's directory, on the test class path.
 */
final class StorageBench {
    private static final Path FOLDER = Path.of("target", "bench").toAbsolutePath();

    private StorageBench() {}

    public static void main(String[] words) throws IOException, InterruptedException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
        try (Server server = Server.start(FOLDER)) {
            Options options = Options.parse(words);
            if (options.scenario().equals("rows")) {
                RowsScenario scenario = new RowsScenario(server, options);
                scenario.run().lines(scenario.ratios()).forEach(out::println);
            } else {
                AgedScenario scenario = new AgedScenario(server, options);
                scenario.run().lines(scenario.ratios()).forEach(out::println);
            }
        }
    }
}
