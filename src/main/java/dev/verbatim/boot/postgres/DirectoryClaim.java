package dev.verbatim.boot.postgres;

import dev.verbatim.boot.config.StartFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The right to run a server on one data directory. It is a lock of the operating system, so it ends with the process
 * that holds it, however that ends. Who holds it may ask a server without an owner to leave.
 *
 * <p>The holder never opens the lock file again: closing any descriptor of a file drops all of a process's locks on it.
 */
final class DirectoryClaim {
    private static final Duration LEAVE_LIMIT = Duration.ofSeconds(20);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final FileChannel channel;
    private final Path dataDirectory;

    private DirectoryClaim(FileChannel channel, Path dataDirectory) {
        this.channel = channel;
        this.dataDirectory = dataDirectory;
    }

    static DirectoryClaim take(PostgresPlace place) {
        refuseOwnChild(place);
        try {
            FileChannel channel = FileChannel.open(
                    place.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            DirectoryClaim claim = new DirectoryClaim(channel, place.dataDirectory());
            if (!claim.lock()) {
                String holder = claim.readHolder();
                claim.release();
                throw inUse(place, holder);
            }
            claim.writeHolder();
            return claim;
        } catch (IOException e) {
            throw DirectoryFailures.cannotWrite(place.dataDirectory(), e);
        }
    }

    /** File locks do not keep a process from itself. */
    private static void refuseOwnChild(PostgresPlace place) {
        long self = ProcessHandle.current().pid();
        boolean running = Occupants.of(place.clusterDirectory()).stream()
                .flatMap(occupant -> occupant.parent().stream())
                .anyMatch(parent -> parent.pid() == self);
        if (running) {
            throw inUse(place, Long.toString(self));
        }
    }

    private static StartFailure inUse(PostgresPlace place, String holder) {
        return new StartFailure("the data directory " + place.dataDirectory()
                + " is in use by another gateway (process " + holder
                + "): stop that one, or set VERBATIM_DATA_DIR to another directory");
    }

    private boolean lock() throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private String readHolder() throws IOException {
        ByteBuffer text = ByteBuffer.allocate(32);
        channel.read(text, 0);
        return StandardCharsets.US_ASCII.decode(text.flip()).toString().strip();
    }

    private void writeHolder() throws IOException {
        channel.truncate(0);
        channel.write(
                StandardCharsets.US_ASCII.encode(
                        Long.toString(ProcessHandle.current().pid())),
                0);
    }

    /**
     * Waits until no server process is left in the cluster, at most 20 s. A killed gateway's server is already leaving;
     * one that nobody told to is told now.
     */
    void awaitEmpty(Path clusterDirectory) {
        List<ProcessHandle> occupants = Occupants.of(clusterDirectory);
        Occupants.embeddedServers(occupants).forEach(server -> Command.signal("INT", server.pid()));
        long deadline = System.nanoTime() + LEAVE_LIMIT.toNanos();
        while (!occupants.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new StartFailure("an earlier Postgres (process "
                        + occupants.get(0).pid() + ") does not leave " + dataDirectory + ": end it, then start again");
            }
            awaitExit(occupants);
            occupants = Occupants.of(clusterDirectory);
        }
    }

    /** Looks again after 50 ms: a dead process whose parent does not reap it never exits for Java. */
    private static void awaitExit(List<ProcessHandle> processes) {
        CompletableFuture<?>[] exits =
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        // The outcome is read from the kernel, not from this future.
        CompletableFuture.allOf(exits)
                .completeOnTimeout(null, LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    void release() {
        try {
            channel.close();
        } catch (IOException e) {
            throw DirectoryFailures.cannotWrite(dataDirectory, e);
        }
    }
}
