package dev.verbatim.faults;

import dev.verbatim.testing.GatewayProcess;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Sends SIGKILL the moment something happened for the n-th time since it was armed. Called by all clients' threads at once. */
final class Killer {
    private static final long PATIENCE_S = 30;

    /** What the clients see happen; a {@code SEND} is a frame that has just left them. */
    enum Moment {
        DELTA,
        START,
        END,
        SENT,
        SEND,
        OTHER
    }

    private final GatewayProcess victim;
    private final Moment moment;
    private final int count;
    private final CompletableFuture<Void> dead = new CompletableFuture<>();
    private final Map<Moment, Integer> seen = new EnumMap<>(Moment.class);
    private int remaining = -1;

    Killer(GatewayProcess victim, Moment moment, int count) {
        this.victim = victim;
        this.moment = moment;
        this.count = count;
    }

    void saw(JsonObject frame) {
        happened(momentOf(frame));
    }

    void happened(Moment now) {
        boolean due;
        synchronized (seen) {
            seen.merge(now, 1, Integer::sum);
            due = now == moment && remaining > 0 && --remaining == 0;
            seen.notifyAll();
        }
        if (due) {
            victim.kill9();
            dead.complete(null);
            synchronized (seen) {
                seen.notifyAll();
            }
        }
    }

    /** From now on it is counted. */
    void arm() {
        synchronized (seen) {
            remaining = count;
        }
    }

    boolean isDone() {
        return dead.isDone();
    }

    /** Waits until the victim is dead. */
    void await() {
        dead.orTimeout(PATIENCE_S, TimeUnit.SECONDS).join();
    }

    /** Waits until so many further deltas were seen, or the victim is dead. */
    void awaitDeltas(int more) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        synchronized (seen) {
            int wanted = seen.getOrDefault(Moment.DELTA, 0) + more;
            while (!dead.isDone() && seen.getOrDefault(Moment.DELTA, 0) < wanted) {
                long leftMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (leftMs <= 0) {
                    throw new AssertionError("Nothing streams any more: " + seen);
                }
                waitFor(leftMs);
            }
        }
    }

    @Override
    public String toString() {
        return moment + " " + count;
    }

    private void waitFor(long millis) {
        try {
            seen.wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static boolean isDelta(JsonObject frame) {
        return momentOf(frame) == Moment.DELTA;
    }

    private static Moment momentOf(JsonObject frame) {
        JsonObject data = frame.getJsonObject("data", new JsonObject());
        String event = frame.getString("event");
        if ("sent".equals(event)) {
            return Moment.SENT;
        }
        if (!"stream".equals(event)) {
            return Moment.OTHER;
        }
        if (data.containsKey("token")) {
            return Moment.DELTA;
        }
        if (data.getBoolean("start", false)) {
            return Moment.START;
        }
        return data.getBoolean("end", false) ? Moment.END : Moment.OTHER;
    }
}
