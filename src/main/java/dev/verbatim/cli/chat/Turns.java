package dev.verbatim.cli.chat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is to be done, one thing after the other, on the thread that runs it; anybody may add to it. */
final class Turns {
    private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private @Nullable Integer exitCode;

    /** Adds a turn; any thread. */
    void add(Runnable turn) {
        queue.add(turn);
    }

    /** The turn under way is the last one. */
    void end(int code) {
        if (exitCode == null) {
            exitCode = code;
        }
    }

    /**
     * Runs turns until one of them ends it; its code.
     *
     * @param idle how long nothing may happen until {@code whenIdle} is run
     */
    int run(Duration idle, Runnable whenIdle) {
        while (exitCode == null) {
            next(idle, whenIdle).run();
        }
        return exitCode;
    }

    private Runnable next(Duration idle, Runnable whenIdle) {
        try {
            Runnable turn = queue.poll(idle.toMillis(), TimeUnit.MILLISECONDS);
            return turn == null ? whenIdle : turn;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Told to stop", e);
        }
    }
}
