package dev.verbatim.llm.provider;

import dev.verbatim.contract.Failure;
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

    /** The model asked where a request names none; null if no provider is configured. */
    @Nullable
    String defaultModel();

    /** The configured providers, in order of preference. */
    List<ProviderStatus> providers();

    /** Closes all connections; running calls end. */
    void close();
}
