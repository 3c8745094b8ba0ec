package dev.verbatim.storage;

import io.vertx.core.Promise;

/**
 * An ask that waits in a lane or is under way. Event loop only.
 *
 * @param <A> an ask
 * @param <R> its answer
 */
final class Queued<A, R> {
    final A ask;
    final long size;
    final long expiresAt;
    final Promise<R> promise = Promise.promise();
    boolean alone;
    private long since = System.nanoTime();

    /**
     * An ask that begins to wait.
     *
     * @param size its text in bytes
     * @param expiresAt the lane's tick at which its patience ends
     */
    Queued(A ask, long size, long expiresAt) {
        this.ask = ask;
        this.size = size;
        this.expiresAt = expiresAt;
    }

    /** Nanoseconds since it began to wait, or since this was asked last. */
    long waited(long now) {
        long waited = now - since;
        since = now;
        return waited;
    }
}
