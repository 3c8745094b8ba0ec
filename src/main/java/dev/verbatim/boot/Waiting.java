package dev.verbatim.boot;

import dev.verbatim.boot.config.StartFailure;
import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How the main thread waits for what the event loops do. */
final class Waiting {
    private static final long PATIENCE_S = 60;

    private Waiting() {}

    /** The outcome of a step of the start, or the {@link StartFailure} that it failed with. */
    static <T> T forStep(String step, Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof StartFailure failure) {
                throw failure;
            }
            throw new IllegalStateException("Cannot " + step, cause);
        } catch (TimeoutException e) {
            throw new StartFailure("Cannot " + step + " within " + PATIENCE_S + " s: is the machine overloaded?");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("Told to stop while starting.");
        }
    }
}
