package dev.verbatim.llm.provider;

import dev.verbatim.contract.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which provider answers for which model. One per JVM, any thread. */
public interface ProviderDirectory {
    /** The most models that one request may name. */
    int MAX_CHAIN = 8;

    /**
     * Where a request may go, best first, never empty: each model of the chain, at each provider that serves it, with each of its keys.
     * Providers are in the catalogue's order, those with a weight drawn anew for each request; keys take turns. A model that no
     * provider names goes to the default one. After the chain come the fallback models of the settings. What cannot be asked now (breaker
     * open, key refused or resting) comes last: asked all the same, it fails at once and says until when. A name that no model can have is
     * left out while another one can be asked.
     *
     * @param models the models wanted, best first; empty: the default model of each provider that may stand in
     * @throws Failure {@code invalid_request} for a name that no model can have or a chain of more than
     *     {@value #MAX_CHAIN}, {@code provider_unavailable} if no provider is configured
     */
    List<Route> routes(List<String> models) throws Failure;

    /**
     * The best route for a model now. No key's turn is used up by it: nothing is asked there yet.
     *
     * @param model the model asked for; null: the default model
     * @throws Failure as {@link #routes}
     */
    Route resolve(@Nullable String model) throws Failure;

    /** The model asked where a request names none; null if no provider is configured. */
    @Nullable
    String defaultModel();

    /** The configured providers, in order of preference. */
    List<ProviderStatus> providers();

    /** Closes all connections; running calls end. */
    void close();
}
