package dev.verbatim.llm.provider;

/** Hears of changes of a provider's state; called on any event loop, so what it does must be short and thread safe. */
@FunctionalInterface
public interface ProviderStateListener {
    /** The provider's state is now this, and was another one before. */
    void onProviderState(String providerName, ProviderState state);
}
