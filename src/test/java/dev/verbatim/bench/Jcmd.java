package dev.verbatim.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Questions and orders to a running JVM, through the JDK's {@code jcmd}. Waits for the answer. */
record Jcmd(long pid) {
    private static final String PROGRAM =
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();

    /** What the JVM answers; an {@link IOException} says what went wrong. */
    String run(String... order) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(PROGRAM, Long.toString(pid)));
        command.addAll(List.of(order));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String answer = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd " + String.join(" ", order) + ": " + answer.strip());
        }
        return answer;
    }
}
