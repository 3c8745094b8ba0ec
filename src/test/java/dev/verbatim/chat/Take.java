package dev.verbatim.chat;

import dev.verbatim.testing.Patience;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Takes the next of a queue in a test's own thread. */
final class Take {
    private Take() {}

    static <T> T from(BlockingQueue<T> queue) {
        try {
            T next = queue.poll(Patience.SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("Nothing came for " + Patience.SECONDS + " s");
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }
}
