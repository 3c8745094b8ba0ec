package dev.verbatim.llm.provider.http;

import dev.verbatim.llm.provider.ProviderState;
import dev.verbatim.llm.provider.ProviderStateListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a provider can be asked: its breaker's state, and whether it refused our key, which no breaker heals. Any thread. */
final class ProviderHealth {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderHealth.class);

    private final String provider;
    private final ProviderStateListener listener;
    private ProviderState state = ProviderState.USABLE;

    ProviderHealth(String provider, ProviderStateListener listener) {
        this.provider = provider;
        this.listener = listener;
    }

    synchronized ProviderState state() {
        return state;
    }

    void breakerOpened() {
        if (become(ProviderState.RESTING)) {
            LOG.warn("provider rests after repeated failures provider={}", provider);
        }
    }

    void breakerHalfOpen() {
        become(ProviderState.PROBING);
    }

    void breakerClosed() {
        if (become(ProviderState.USABLE)) {
            LOG.info("provider answers again provider={}", provider);
        }
    }

    /**
     * The key was refused.
     *
     * @param reason the provider's, without secrets
     */
    void keyRefused(String reason) {
        if (become(ProviderState.OUT)) {
            LOG.warn(
                    "provider refused its key and is not asked again before a restart provider={} reason={}",
                    provider,
                    reason);
        }
    }

    private boolean become(ProviderState next) {
        synchronized (this) {
            if (state == next || state == ProviderState.OUT) {
                return false;
            }
            state = next;
        }
        listener.onProviderState(provider, next);
        return true;
    }
}
