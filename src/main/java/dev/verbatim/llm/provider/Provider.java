package dev.verbatim.llm.provider;

/** One way to ask a model. Safe to share between contexts; each call belongs to the context that opened it. */
public interface Provider {
    /**
     * Asks once. Returns at once, also when nothing can be sent; everything else is said to the listener, in a later turn.
     * Must be called on a Vert.x context.
     */
    ProviderCall open(ProviderRequest request, ProviderListener listener);

    /** As {@link #open}, over a connection that no request has used before: a kept one may be dead without our knowing. */
    default ProviderCall openAfresh(ProviderRequest request, ProviderListener listener) {
        return open(request, listener);
    }
}
