package dev.verbatim.boot.postgres;

import dev.verbatim.boot.config.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * One running server process. A daemon thread starts it and stays with it to its end, because the kernel's "your parent
 * is gone" is bound to the thread that started it, not to the process.
 */
final class Postmaster {
    private static final Duration POLL = Duration.ofMillis(10);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    /** Line 8 of postmaster.pid is the server's own word for its state. */
    private static final int STATE_LINE = 7;

    private final Process process;
    private final CompletableFuture<Integer> exited;

    private Postmaster(Process process, CompletableFuture<Integer> exited) {
        this.process = process;
        this.exited = exited;
    }

    /**
     * Starts the program, its output going to {@code log}.
     *
     * @throws StartFailure where the machine cannot run it, perhaps only now: no memory, too many processes
     */
    static Postmaster spawn(List<String> command, Path log) {
        CompletableFuture<Process> started = new CompletableFuture<>();
        CompletableFuture<Integer> exited = new CompletableFuture<>();
        ProcessBuilder builder =
                Command.builder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        Thread keeper = new Thread(() -> keep(builder, started, exited), "postgres-keeper");
        keeper.setDaemon(true);
        keeper.start();
        return new Postmaster(running(started), exited);
    }

    private static Process running(CompletableFuture<Process> started) {
        try {
            return started.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new StartFailure("the embedded Postgres cannot be run (" + cause.getMessage()
                    + "): mend that, or set DATABASE_URL to a Postgres");
        }
    }

    private static void keep(
            ProcessBuilder builder, CompletableFuture<Process> started, CompletableFuture<Integer> exited) {
        try {
            Process process = builder.start();
            started.complete(process);
            exited.complete(process.waitFor());
        } catch (IOException | InterruptedException e) {
            started.completeExceptionally(e);
            exited.completeExceptionally(e);
        }
    }

    long processId() {
        return process.pid();
    }

    CompletionStage<Integer> exited() {
        return exited.minimalCompletionStage();
    }

    /**
     * Waits until the server takes connections.
     *
     * @return false when it ended instead, or was not ready within the limit (it is then stopped)
     */
    boolean awaitReady(Path pidFile, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!isReady(pidFile)) {
            if (endsWithin(POLL)) {
                return false;
            }
            if (System.nanoTime() > deadline) {
                stop();
                return false;
            }
        }
        return true;
    }

    private boolean isReady(Path pidFile) {
        try {
            List<String> lines = Files.readAllLines(pidFile);
            return lines.size() > STATE_LINE
                    && lines.get(0).strip().equals(Long.toString(process.pid()))
                    && lines.get(STATE_LINE).strip().equals("ready");
        } catch (IOException e) {
            // Not written yet.
            return false;
        }
    }

    /** Fast shutdown: sessions are ended, everything is flushed. After 30 s it is killed, which costs a recovery. */
    void stop() {
        if (!process.isAlive()) {
            return;
        }
        Command.signal("INT", process.pid());
        if (!endsWithin(STOP_LIMIT)) {
            process.destroyForcibly();
            endsWithin(STOP_LIMIT);
        }
    }

    private boolean endsWithin(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted while waiting for the embedded Postgres");
        }
    }
}
