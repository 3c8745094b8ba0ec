package dev.verbatim.llm.provider;

/**
 * One configured provider as health and the banner show it.
 *
 * @param defaultModel the model asked where a request names none
 * @param endpoint the base URL, without credentials
 */
public record ProviderStatus(String name, String defaultModel, String endpoint, ProviderState state) {}
