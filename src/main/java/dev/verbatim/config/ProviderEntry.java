package dev.verbatim.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One endpoint that speaks a known protocol.
 *
 * @param protocol {@code openai} (chat completions), {@code openai-responses} or {@code anthropic} (messages)
 * @param baseUrl up to and without the protocol's own path, for example {@code https://api.openai.com/v1}
 * @param keyEnvs the environment names of its keys, to tell people; empty: it needs none
 * @param keys those that are set, in the order of the names
 * @param defaultModel what answers where nobody chose
 * @param patterns names of models that it serves, {@code *} standing for any characters
 * @param maxTokensField how this server names the output limit: {@code max_tokens} or {@code max_completion_tokens}
 * @param place among those that serve the same model
 */
public record ProviderEntry(
        String name,
        String protocol,
        String baseUrl,
        List<String> keyEnvs,
        List<String> keys,
        String defaultModel,
        List<String> patterns,
        String maxTokensField,
        ProviderPlace place) {
    public ProviderEntry {
        keyEnvs = List.copyOf(keyEnvs);
        keys = List.copyOf(keys);
        patterns = List.copyOf(patterns);
    }

    /** An endpoint with one key or none, asked in order. */
    public ProviderEntry(
            String name,
            String protocol,
            String baseUrl,
            @Nullable String keyEnv,
            @Nullable String key,
            String defaultModel,
            List<String> patterns,
            String maxTokensField) {
        this(
                name,
                protocol,
                baseUrl,
                keyEnv == null ? List.of() : List.of(keyEnv),
                key == null ? List.of() : List.of(key),
                defaultModel,
                patterns,
                maxTokensField,
                ProviderPlace.IN_ORDER);
    }

    @Override
    public String toString() {
        return "ProviderEntry[" + name + ", " + protocol + ", " + baseUrl + "]";
    }

    /** The same provider at another address. */
    public ProviderEntry withBaseUrl(String address) {
        return new ProviderEntry(name, protocol, address, keyEnvs, keys, defaultModel, patterns, maxTokensField, place);
    }

    /** Whether it can be asked: it has a key, or needs none. */
    public boolean usable() {
        return keyEnvs.isEmpty() || !keys.isEmpty();
    }
}
