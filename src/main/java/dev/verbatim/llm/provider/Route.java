package dev.verbatim.llm.provider;

/**
 * Where a request goes.
 *
 * @param providerName the catalogue's name of the provider, for people, metrics and usage rows
 * @param model the model's name as the provider wants it
 * @param provider whom to ask
 * @param limits what is known of the model
 */
public record Route(String providerName, String model, Provider provider, ModelLimits limits) {}
