package dev.verbatim.boot.postgres;

import dev.verbatim.boot.config.StartFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * A short program run to its end on the caller's thread. Neither it nor the server inherits the gateway's environment:
 * provider keys stay here, and no {@code PG…} variable changes what runs.
 */
final class Command {
    private Command() {}

    /** What a program left behind: its exit status and everything it printed. */
    record Outcome(int status, String output) {
        boolean succeeded() {
            return status == 0;
        }

        /** The line that says most: the last one Postgres calls an error, else the last one. */
        String complaint() {
            List<String> lines = output.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            return lines.stream()
                    .filter(line -> line.contains("FATAL:") || line.contains("error:") || line.contains("PANIC:"))
                    .reduce((first, second) -> second)
                    .orElse(lines.isEmpty() ? "exit status " + status : lines.get(lines.size() - 1));
        }
    }

    /** Runs to the end; a program that is not there gives status 127, as in a shell. */
    static Outcome run(List<String> command) {
        return run(command, "");
    }

    /** @param input written to the program's standard input */
    static Outcome run(List<String> command, String input) {
        try {
            Process process = builder(command).redirectErrorStream(true).start();
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), output);
        } catch (IOException e) {
            return new Outcome(127, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted while starting the embedded Postgres");
        }
    }

    static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().retainAll(List.of("PATH"));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    /** Sends a signal; Java itself can only send TERM and KILL, which mean other things to Postgres. */
    static void signal(String name, long processId) {
        run(List.of("/bin/sh", "-c", "kill -" + name + " " + processId));
    }

    /** Deletes a tree, links not followed; what is already gone is fine. */
    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (var paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
