package dev.verbatim.testing;

import dev.verbatim.boot.postgres.EmbeddedPostgres;
import dev.verbatim.boot.postgres.PostgresPlace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * One server that a test may kill, freeze and start again; data and URL stay the same. Not thread-safe. Closing deletes
 * the data.
 */
public final class OwnPostgres implements AutoCloseable {
    private final PostgresPlace place;
    private EmbeddedPostgres running;

    OwnPostgres(PostgresPlace place) {
        this.running = EmbeddedPostgres.start(place);
        this.place = place.atPort(running.port());
    }

    /** The same before and after {@link #startAgain()}. */
    public String url() {
        return running.url();
    }

    public int port() {
        return running.port();
    }

    /** SIGKILL to the postmaster, as a crash does it; returns when it is gone. */
    public void kill9() {
        signal("KILL", running.processId());
        running.exited().toCompletableFuture().join();
    }

    /** Fast shutdown, as an administrator does it: clients see 57P01. */
    public void stop() {
        running.close();
    }

    /** Starts the server on its old data and port, after {@link #kill9()} or {@link #stop()}. */
    public void startAgain() {
        running.close();
        running = EmbeddedPostgres.start(place);
    }

    /** Freezes the server and all its sessions: connections stay open and nothing answers. */
    public void pause() {
        signal("STOP", running.processId());
        sessions().forEach(session -> signal("STOP", session));
    }

    public void resume() {
        sessions().forEach(session -> signal("CONT", session));
        signal("CONT", running.processId());
    }

    /** Ends the server without ceremony and deletes its data. */
    @Override
    public void close() {
        end();
        deleteTree(place.dataDirectory());
    }

    /** The same at the end of the JVM. */
    void closeWithTheJvm() {
        end();
        deleteBeyondTheJvm(place.dataDirectory());
    }

    private void end() {
        signal("KILL", running.processId());
        resume();
        running.exited().toCompletableFuture().join();
        running.close();
    }

    private List<Long> sessions() {
        return ProcessHandle.of(running.processId()).stream()
                .flatMap(ProcessHandle::descendants)
                .map(ProcessHandle::pid)
                .toList();
    }

    private static void signal(String name, long processId) {
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + processId + " 2>/dev/null")
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** By a process that nobody waits for: what hundreds of databases leave takes longer to delete than a JVM has for its end. */
    static void deleteBeyondTheJvm(Path root) {
        try {
            new ProcessBuilder("rm", "-rf", root.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteTree(Path root) {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
