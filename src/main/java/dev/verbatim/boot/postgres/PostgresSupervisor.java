package dev.verbatim.boot.postgres;

import dev.verbatim.boot.config.StartFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an embedded Postgres running: one that ends without being asked (killed, out of memory) is started again on the
 * same data and port, so its URL stays true for the pools that use it. A start that fails is repeated, at once, then
 * every second.
 *
 * <p>Thread: state is touched only by a thread of its own; {@link #start} and {@link #close} block their caller.
 */
public final class PostgresSupervisor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresSupervisor.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final ExecutorService thread = Executors.newSingleThreadExecutor(PostgresSupervisor::daemon);
    private final PostgresPlace place;
    private final String url;
    private EmbeddedPostgres running;
    private boolean closing;

    private PostgresSupervisor(PostgresPlace place, EmbeddedPostgres running) {
        this.place = place.atPort(running.port());
        this.running = running;
        this.url = running.url();
    }

    /**
     * Starts the server on a data directory, made if missing, and from then on keeps it.
     *
     * @throws StartFailure when this first start is not possible
     */
    public static PostgresSupervisor start(Path dataDirectory) {
        return start(PostgresPlace.in(dataDirectory));
    }

    /**
     * Starts the server, and from then on keeps it.
     *
     * @throws StartFailure when this first start is not possible
     */
    public static PostgresSupervisor start(PostgresPlace place) {
        PostgresSupervisor supervisor = new PostgresSupervisor(place, EmbeddedPostgres.start(place));
        supervisor.thread.execute(supervisor::watch);
        return supervisor;
    }

    /** {@code postgresql://user:password@127.0.0.1:port/database}, the same for as long as this is open. */
    public String url() {
        return url;
    }

    /** Stops the server and no longer keeps it; returns when it is gone. */
    @Override
    public void close() {
        CompletableFuture.runAsync(this::end, thread).join();
        thread.shutdown();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "postgres-supervisor");
        thread.setDaemon(true);
        return thread;
    }

    private void end() {
        closing = true;
        running.close();
    }

    private void watch() {
        running.exited().thenAcceptAsync(this::ended, thread);
    }

    private void ended(int status) {
        if (!closing) {
            LOG.error("embedded postgres ended unasked, starting it again status={}", status);
            running.close();
            startAgain();
        }
    }

    private void startAgain() {
        if (closing) {
            return;
        }
        try {
            running = EmbeddedPostgres.start(place);
            watch();
        } catch (StartFailure e) {
            LOG.error("embedded postgres not started again reason={}", e.getMessage());
            CompletableFuture.delayedExecutor(RETRY.toMillis(), TimeUnit.MILLISECONDS, thread)
                    .execute(this::startAgain);
        }
    }
}
