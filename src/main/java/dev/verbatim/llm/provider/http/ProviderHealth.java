package dev.verbatim.llm.provider.http;

import dev.verbatim.contract.Failure;
import dev.verbatim.llm.provider.ProviderState;
import dev.verbatim.llm.provider.ProviderStateListener;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a provider can be asked with one of its keys: its breaker's state, and above it whether the key was refused or is used up. While it
 * is, one request per rest is let through; any answer that does not speak of the key heals it. Any thread.
 */
final class ProviderHealth {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderHealth.class);

    private final String provider;
    private final int key;
    private final ProviderStateListener listener;
    private final long restNanos;
    private final LongSupplier nanos;
    private ProviderState breaker = ProviderState.USABLE;
    private @Nullable Failure refusal;
    private long triedAt;
    private boolean retired;

    /**
     * Usable.
     *
     * @param key which of the provider's keys, from 1; 0 where it has no more than one
     * @param restMs milliseconds between two requests while the key is refused
     */
    ProviderHealth(String provider, int key, ProviderStateListener listener, long restMs, LongSupplier nanos) {
        this.provider = provider;
        this.key = key;
        this.listener = listener;
        this.restNanos = TimeUnit.MILLISECONDS.toNanos(restMs);
        this.nanos = nanos;
    }

    synchronized ProviderState state() {
        return refusal != null ? ProviderState.OUT : breaker;
    }

    /** Why the key keeps everybody from asking now, and how much longer; null where it does not. */
    synchronized @Nullable Failure refusal() {
        if (refusal == null) {
            return null;
        }
        long left = restNanos - (nanos.getAsLong() - triedAt);
        return left <= 0
                ? null
                : new Failure(refusal.code(), refusal.text(), Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
    }

    /** As {@link #refusal}, by one who asks if it is null: once per rest while the key was refused. */
    synchronized @Nullable Failure tryKey() {
        Failure why = refusal();
        if (why == null) {
            triedAt = nanos.getAsLong();
        }
        return why;
    }

    void breakerOpened() {
        if (breakerIs(ProviderState.RESTING)) {
            LOG.warn("provider rests after repeated failures provider={} key={}", provider, key);
        }
    }

    void breakerHalfOpen() {
        breakerIs(ProviderState.PROBING);
    }

    void breakerClosed() {
        if (breakerIs(ProviderState.USABLE)) {
            LOG.info("provider answers again provider={} key={}", provider, key);
        }
    }

    /** A model was refused for a while with this key. */
    void limited() {
        say(ProviderState.LIMITED);
    }

    /** Nothing is asked here any more; what still runs is told to nobody, since it would be taken for its successor's. */
    void retire() {
        say(ProviderState.RETIRED);
        synchronized (this) {
            retired = true;
        }
    }

    /**
     * The key was refused, or its quota is used up.
     *
     * @param why the provider's reason, without secrets
     */
    void keyRefused(Failure why) {
        if (keyIs(why)) {
            LOG.warn("provider refused its key provider={} key={} reason={}", provider, key, why.text());
        }
    }

    /** The provider answered something that has nothing to do with the key. */
    void keyTaken() {
        if (keyIs(null)) {
            LOG.info("provider takes its key again provider={} key={}", provider, key);
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

    private boolean keyIs(@Nullable Failure refused) {
        ProviderState before;
        ProviderState after;
        synchronized (this) {
            before = state();
            triedAt = refused != null && refusal == null ? nanos.getAsLong() : triedAt;
            refusal = refused;
            after = state();
        }
        return tell(before, after);
    }

    private boolean tell(ProviderState before, ProviderState after) {
        return before != after && say(after);
    }

    private boolean say(ProviderState now) {
        synchronized (this) {
            if (retired) {
                return false;
            }
        }
        listener.onProviderState(provider, key, now);
        return true;
    }
}
