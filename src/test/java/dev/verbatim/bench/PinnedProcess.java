package dev.verbatim.bench;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process of a benchmark: bound to one core where there are two, its output in a file, ended with the benchmark. Used
 * from the conductor's thread.
 */
final class PinnedProcess implements AutoCloseable {
    private static final long START_MILLIS = 60_000;
    private static final long STOP_MILLIS = 40_000;
    private static final long POLL_MILLIS = 50;

    private final String name;
    private final Process process;
    private final Path log;
    private final Thread onExit;

    private PinnedProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.onExit = new Thread(process::destroy, "stop-" + name);
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /**
     * Starts a process.
     *
     * @param core the only core it may use, on a machine that has two or more
     * @param directory for its log, {@code NAME.log}
     */
    static PinnedProcess start(
            String name, int core, List<String> command, Map<String, String> environment, Path directory)
            throws IOException {
        Path log = directory.resolve(name + ".log");
        ProcessBuilder builder =
                builder(core, command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new PinnedProcess(name, builder.start(), log);
    }

    /** Starts a process that speaks to the person who waits: its errors and progress are not kept. */
    static PinnedProcess startInSight(String name, int core, List<String> command, Path directory) throws IOException {
        Path log = directory.resolve(name + ".log");
        ProcessBuilder builder =
                builder(core, command).redirectError(Redirect.INHERIT).redirectOutput(log.toFile());
        return new PinnedProcess(name, builder.start(), log);
    }

    private static ProcessBuilder builder(int core, List<String> command) {
        List<String> pinned = new ArrayList<>();
        if (Runtime.getRuntime().availableProcessors() > 1) {
            pinned.addAll(List.of("taskset", "-c", Integer.toString(core)));
        }
        pinned.addAll(command);
        return new ProcessBuilder(pinned);
    }

    long pid() {
        return process.pid();
    }

    /** Waits until the process answers; {@code answers} is asked again and again until it does not throw. */
    void awaitReady(ReadyCheck answers) throws IOException, InterruptedException {
        IOException last = new IOException("it was not asked");
        for (long waited = 0; waited < START_MILLIS; waited += POLL_MILLIS) {
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IOException(name + " ended at once, exit code " + process.exitValue() + ": " + tail());
            }
            try {
                answers.check();
                return;
            } catch (IOException e) {
                last = e;
            }
        }
        throw new IOException(name + " is not ready after " + START_MILLIS / 1000 + " s: " + tail(), last);
    }

    /** A port somebody listens on. */
    static ReadyCheck listening(int port) {
        return () -> new Socket(InetAddress.getLoopbackAddress(), port).close();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket.getLocalPort();
        }
    }

    /** Asks the process to end and waits for it; one that does not is killed. */
    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
        }
        Runtime.getRuntime().removeShutdownHook(onExit);
    }

    /** Waits for a process that ends by itself. */
    void awaitEnd() throws IOException, InterruptedException {
        if (process.waitFor() != 0) {
            throw new IOException(name + " failed: " + tail());
        }
    }

    private String tail() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    /** Throws as long as something is not ready. */
    interface ReadyCheck {
        void check() throws IOException, InterruptedException;
    }
}
