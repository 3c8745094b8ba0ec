package dev.verbatim.boot.postgres;

import dev.verbatim.boot.config.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A durable Postgres for a gateway that was given none: fsync, synchronous_commit and full_page_writes stay on, it
 * listens on 127.0.0.1 only and asks for a password. It ends with this process, however that ends, and the next start
 * waits until it has.
 *
 * <p>Thread: {@link #start} and {@link #close} block (first start about 3 s, later ones below 1 s, longer after a crash
 * with much to recover); everything else may be called from anywhere. One server per data directory.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final Duration READY_LIMIT = Duration.ofMinutes(2);
    private static final int PORT_ATTEMPTS = 3;

    private final DirectoryClaim claim;
    private final Postmaster postmaster;
    private final int port;
    private final String url;

    private EmbeddedPostgres(DirectoryClaim claim, Postmaster postmaster, int port, String url) {
        this.claim = claim;
        this.postmaster = postmaster;
        this.port = port;
        this.url = url;
    }

    /**
     * Starts the server on a data directory, made if missing.
     *
     * @throws StartFailure with one line that says what to do
     */
    public static EmbeddedPostgres start(Path dataDirectory) {
        return start(PostgresPlace.in(dataDirectory));
    }

    /**
     * Starts the server at a place, made if missing.
     *
     * @throws StartFailure with one line that says what to do
     */
    public static EmbeddedPostgres start(PostgresPlace wanted) {
        long begun = System.nanoTime();
        PostgresPlace place = wanted.created();
        DirectoryClaim claim = DirectoryClaim.take(place);
        try {
            EmbeddedPostgres started = new Starting(place, claim).start();
            long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
            LOG.info("embedded postgres ready port={} directory={} ms={}", started.port, place.dataDirectory(), millis);
            return started;
        } catch (RuntimeException e) {
            claim.release();
            throw e;
        }
    }

    /** {@code postgresql://user:password@127.0.0.1:port/database}; holds the password: not for logs. */
    public String url() {
        return url;
    }

    public int port() {
        return port;
    }

    public long processId() {
        return postmaster.processId();
    }

    /** Completes with the server's exit status when it ends, asked to or not. */
    public CompletionStage<Integer> exited() {
        return postmaster.exited();
    }

    /** Ends all sessions, flushes and stops; returns when the server is gone. Closing again does nothing. */
    @Override
    public void close() {
        postmaster.stop();
        claim.release();
    }

    /** The steps of one start. */
    private record Starting(PostgresPlace place, DirectoryClaim claim) {
        EmbeddedPostgres start() {
            Launcher launcher = Launcher.forDirectory(place);
            PostgresBinaries binaries = PostgresBinaries.unpackedIn(place.binariesDirectory());
            Cluster cluster = Cluster.prepared(place, binaries, launcher);
            claim.awaitEmpty(cluster.directory());
            for (int attempt = 1; ; attempt++) {
                int port = place.port() == 0 ? FreePort.pick() : place.port();
                Postmaster postmaster = spawn(launcher.command(arguments(binaries, cluster, port)), cluster);
                if (postmaster.awaitReady(cluster.pidFile(), READY_LIMIT)) {
                    return new EmbeddedPostgres(claim, postmaster, port, cluster.url(port));
                }
                refuse(port, attempt);
            }
        }

        private Postmaster spawn(List<String> command, Cluster cluster) {
            try {
                // Nobody works in the directory: whatever this file says is about a server that is dead.
                Files.deleteIfExists(cluster.pidFile());
                if (Files.exists(place.logFile())) {
                    Path older = place.logFile().resolveSibling("postgres.log.1");
                    Files.move(place.logFile(), older, StandardCopyOption.REPLACE_EXISTING);
                }
            } catch (IOException e) {
                throw DirectoryFailures.cannotWrite(place.dataDirectory(), e);
            }
            return Postmaster.spawn(command, place.logFile());
        }

        private List<String> arguments(PostgresBinaries binaries, Cluster cluster, int port) {
            List<String> arguments = new ArrayList<>(
                    List.of(binaries.server(), "-D", cluster.directory().toString()));
            ServerSettings.of(port, place.settings()).forEach((name, value) -> {
                arguments.add("-c");
                arguments.add(name + "=" + value);
            });
            return arguments;
        }

        /** Returns to try another port; everything else is for the operator. */
        private void refuse(int port, int attempt) {
            String log = readLog();
            boolean portTaken = log.contains("Address already in use");
            if (portTaken && place.port() == 0 && attempt < PORT_ATTEMPTS) {
                return;
            }
            if (log.contains("No space left on device")) {
                throw DirectoryFailures.diskFull(place.dataDirectory());
            }
            if (portTaken) {
                throw new StartFailure("port " + port
                        + " of 127.0.0.1 is taken: free it for the embedded Postgres, or choose another");
            }
            throw new StartFailure("the embedded Postgres did not start (" + new Command.Outcome(1, log).complaint()
                    + "): see " + place.logFile());
        }

        private String readLog() {
            try {
                return Files.readString(place.logFile());
            } catch (IOException e) {
                throw DirectoryFailures.cannotWrite(place.dataDirectory(), e);
            }
        }
    }
}
