package dev.verbatim.llm.provider;

import dev.verbatim.contract.Failure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which provider answers for which model. One per JVM, any thread. */
public interface ProviderDirectory {
    /**
     * Where a request for a model goes: the first provider in order of preference with a pattern for it, else the default
     * provider. A provider whose key was refused keeps its own models (its calls end with {@code provider_auth}, and one per
     * rest is let through to find out) but is not the default while another one can be.
     *
     * @param model the model asked for; null: the default model
     * @throws Failure {@code invalid_request} for a name that no model can have, {@code provider_unavailable} if no provider is
     *     configured
     */
    Route resolve(@Nullable String model) throws Failure;

    /**
     * Where a request may go, in the order in which it is to be tried: for each model of a chain every endpoint that has it. Never
     * empty. A name that no model can have is left out as long as another one can be asked.
     *
     * @param models the chain, the preferred one first; empty: the default model
     * @throws Failure as {@link #resolve}, about the first model, where none can be asked
     */
    default List<Route> routes(List<String> models) throws Failure {
        if (models.isEmpty()) {
            return List.of(resolve(null));
        }
        List<Route> routes = new ArrayList<>();
        Failure first = null;
        for (String model : models) {
            try {
                routes.add(resolve(model));
            } catch (Failure failure) {
                first = first == null ? failure : first;
            }
        }
        if (routes.isEmpty() && first != null) {
            throw first;
        }
        return routes;
    }

    /** The model asked where a request names none; null if no provider is configured. */
    @Nullable
    String defaultModel();

    /** The configured providers, in order of preference. */
    List<ProviderStatus> providers();

    /** Closes all connections; running calls end. */
    void close();
}
