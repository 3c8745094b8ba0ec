package dev.verbatim.llm;

import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.ProviderChanged;
import dev.verbatim.contract.Topics;
import dev.verbatim.llm.provider.ProviderState;
import dev.verbatim.llm.provider.ProviderStateListener;

/** Tells the bus how providers stand on this node. Any thread. */
public final class ProviderNews implements ProviderStateListener {
    private final MessageBus bus;

    /** Says it on this bus. */
    public ProviderNews(MessageBus bus) {
        this.bus = bus;
    }

    @Override
    public void onProviderState(String providerName, int key, ProviderState state) {
        switch (state) {
            case USABLE -> tell(providerName, key, "up", "It answers.");
            case LIMITED -> tell(providerName, key, "limited", "It said that there were too many requests.");
            case RESTING -> tell(providerName, key, "open", "It failed too often and is left alone for a while.");
            case OUT -> tell(providerName, key, "out", "It refused our key, or the key's quota is used up.");
            case RETIRED -> tell(providerName, key, "retired", "It is not asked under this entry any more.");
            case PROBING -> {
                // One request finds out; what it finds is told.
            }
        }
    }

    private void tell(String provider, int key, String state, String reason) {
        bus.publish(Topics.PROVIDERS, new ProviderChanged(provider, key, state, reason));
    }
}
