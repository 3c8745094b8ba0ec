package dev.verbatim.llm.provider.http;

import dev.verbatim.llm.provider.ProviderState;
import dev.verbatim.llm.provider.ProviderStateListener;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a provider can be asked: its breaker's state, and above it whether it refused our key. While it does, one request per rest is
 * let through; any answer that does not speak of the key heals it. Any thread.
 */
final class ProviderHealth {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderHealth.class);

    private final String provider;
    private final ProviderStateListener listener;
    private final long restNanos;
    private final LongSupplier nanos;
    private ProviderState breaker = ProviderState.USABLE;
    private boolean out;
    private long triedAt;

    /**
     * Usable.
     *
     * @param restMs milliseconds between two requests while the key is refused
     */
    ProviderHealth(String provider, ProviderStateListener listener, long restMs, LongSupplier nanos) {
        this.provider = provider;
        this.listener = listener;
        this.restNanos = TimeUnit.MILLISECONDS.toNanos(restMs);
        this.nanos = nanos;
    }

    synchronized ProviderState state() {
        return out ? ProviderState.OUT : breaker;
    }

    /** Whether the key keeps nobody from asking; true once per rest while it was refused. */
    synchronized boolean mayTryKey() {
        long now = nanos.getAsLong();
        if (out && now - triedAt < restNanos) {
            return false;
        }
        triedAt = now;
        return true;
    }

    void breakerOpened() {
        if (breakerIs(ProviderState.RESTING)) {
            LOG.warn("provider rests after repeated failures provider={}", provider);
        }
    }

    void breakerHalfOpen() {
        breakerIs(ProviderState.PROBING);
    }

    void breakerClosed() {
        if (breakerIs(ProviderState.USABLE)) {
            LOG.info("provider answers again provider={}", provider);
        }
    }

    /**
     * The key was refused.
     *
     * @param reason the provider's, without secrets
     */
    void keyRefused(String reason) {
        if (keyIs(true)) {
            LOG.warn("provider refused its key provider={} reason={}", provider, reason);
        }
    }

    /** The provider answered something that has nothing to do with the key. */
    void keyTaken() {
        if (keyIs(false)) {
            LOG.info("provider takes its key again provider={}", provider);
        }
    }

    private boolean breakerIs(ProviderState now) {
        ProviderState before;
        ProviderState after;
        synchronized (this) {
            before = state();
            breaker = now;
            after = state();
        }
        return tell(before, after);
    }

    private boolean keyIs(boolean refused) {
        ProviderState before;
        ProviderState after;
        synchronized (this) {
            before = state();
            triedAt = refused && !out ? nanos.getAsLong() : triedAt;
            out = refused;
            after = state();
        }
        return tell(before, after);
    }

    private boolean tell(ProviderState before, ProviderState after) {
        if (before == after) {
            return false;
        }
        listener.onProviderState(provider, after);
        return true;
    }
}
