package dev.verbatim.boot;

import dev.verbatim.boot.config.StartFailure;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the main thread waits for what the event loops do. */
final class Waiting {
    private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);
    private static final long PATIENCE_S = 60;

    private Waiting() {}

    /** The outcome of a step of the start, or the {@link StartFailure} that it failed with. */
    static <T> T forStep(String step, Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw failureOf(step, e.getCause());
        } catch (TimeoutException e) {
            throw new StartFailure("Cannot " + step + " within " + PATIENCE_S + " s: is the machine overloaded?");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("Told to stop while starting.");
        }
    }

    /** What an operator can mend as one line; anything else with its cause. */
    static RuntimeException failureOf(String step, @Nullable Throwable cause) {
        if (cause instanceof StartFailure failure) {
            return failure;
        }
        // The native transport has its own exception for a taken port; an unknown host is one more.
        if (cause instanceof IOException) {
            return new StartFailure("Cannot " + step + " (" + cause.getMessage() + "): choose another one.");
        }
        return new IllegalStateException("Cannot " + step, cause);
    }

    /** Waits for a step of leaving, at most this long; leaving goes on, however it went. */
    static void forLeaving(Future<?> future, long limitMs) {
        try {
            future.toCompletionStage().toCompletableFuture().get(limitMs, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("leaving without waiting any longer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
