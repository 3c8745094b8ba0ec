package dev.verbatim.llm.provider;

/** Hears of changes of a provider's state; called on any event loop, so what it does must be short and thread safe. */
@FunctionalInterface
public interface ProviderStateListener {
    /**
     * The provider's state with one of its keys is now this, and was another one before; {@code LIMITED} passes without a word.
     *
     * @param key which of the provider's keys, from 1; 0 where it has no more than one
     */
    void onProviderState(String providerName, int key, ProviderState state);
}
