package dev.verbatim.chat.http;

import dev.verbatim.config.HttpLimits;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How many connections this node has, and of whom; what would be too many is not let in. Shared by all verticles of the process, since
 * their connections share its memory and file descriptors: thread-safe. An address is forgotten once it has no connection and could open
 * as many at once as anybody.
 */
final class Admissions implements Shareable {
    private static final String SHARED = "verbatim.chat.admissions";
    private static final int BURST_SECONDS = 10;
    private static final double MS = 1000;

    private final HttpLimits limits;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final ConcurrentMap<String, Load> loads = new ConcurrentHashMap<>();

    /** Nobody is here yet. */
    Admissions(HttpLimits limits) {
        this.limits = limits;
    }

    /** The one of this process; all its verticles have the same limits. */
    static Admissions of(Vertx vertx, HttpLimits limits) {
        return vertx.sharedData()
                .<String, Admissions>getLocalMap(SHARED)
                .computeIfAbsent(SHARED, first -> new Admissions(limits));
    }

    /** Counts a connection in; false: it is not let in, and not counted. */
    boolean admit(String address, long nowMs) {
        if (open.incrementAndGet() > limits.connections() || !admitsFrom(address, nowMs)) {
            open.decrementAndGet();
            refused.incrementAndGet();
            return false;
        }
        return true;
    }

    /** Counts one of an address in whose connection is another's; false: it is not let in, and not counted. */
    boolean admitsFrom(String address, long nowMs) {
        if (limits.proxies().contains(address)) {
            return true;
        }
        Load fresh = new Load(0, burst(), nowMs, true);
        return loads.compute(address, (same, before) -> (before == null ? fresh : before).plusOne(limits, nowMs))
                .admitted;
    }

    /** Counts a connection that was let in out. */
    void left(String address, long nowMs) {
        open.decrementAndGet();
        leftFrom(address, nowMs);
    }

    /** Counts one that {@link #admitsFrom} let in out. */
    void leftFrom(String address, long nowMs) {
        loads.computeIfPresent(address, (same, load) -> orForgotten(load.minusOne(), nowMs));
    }

    /** Forgets addresses of which nothing needs to be known any more. */
    void forget(long nowMs) {
        loads.keySet().forEach(address -> loads.computeIfPresent(address, (same, load) -> orForgotten(load, nowMs)));
    }

    private @Nullable Load orForgotten(Load load, long nowMs) {
        return load.open == 0 && load.level(limits, nowMs) >= burst() ? null : load;
    }

    private double burst() {
        return (double) limits.connectsPerSecond() * BURST_SECONDS;
    }

    /** How many connections are open. */
    int open() {
        return open.get();
    }

    /** Of how many addresses something is known. */
    int addresses() {
        return loads.size();
    }

    /** How many were not let in since this was asked last. */
    int takeRefused() {
        return refused.getAndSet(0);
    }

    /** What one address has: open connections, and a bucket of those that it may still open. */
    private record Load(int open, double level, long atMs, boolean admitted) {
        private Load plusOne(HttpLimits limits, long nowMs) {
            double now = level(limits, nowMs);
            return open < limits.connectionsPerAddress() && now >= 1
                    ? new Load(open + 1, now - 1, nowMs, true)
                    : new Load(open, now, nowMs, false);
        }

        private Load minusOne() {
            return new Load(open - 1, level, atMs, admitted);
        }

        private double level(HttpLimits limits, long nowMs) {
            double burst = (double) limits.connectsPerSecond() * BURST_SECONDS;
            return Math.min(burst, level + (nowMs - atMs) * limits.connectsPerSecond() / MS);
        }
    }
}
