package dev.verbatim.llm.provider;

/**
 * Where a request goes: one model at one endpoint with one of its keys.
 *
 * @param providerName the catalogue's name of the provider, for people, metrics and usage rows; routes of one name differ in the key only,
 *     so that what speaks against the host speaks against all of them
 * @param model the model's name as the provider wants it
 * @param provider whom to ask
 * @param limits what is known of the model
 * @param fallback whether it stands in for a model or a provider that was preferred
 */
public record Route(String providerName, String model, Provider provider, ModelLimits limits, boolean fallback) {
    /** The preferred one. */
    public Route(String providerName, String model, Provider provider, ModelLimits limits) {
        this(providerName, model, provider, limits, false);
    }
}
