package dev.verbatim.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One endpoint that speaks a known protocol.
 *
 * @param protocol {@code openai} (chat completions) or {@code anthropic} (messages)
 * @param baseUrl up to and without the protocol's own path, for example {@code https://api.openai.com/v1}
 * @param keyEnv the environment name of its key, to tell people; null: it needs none
 * @param key null: none set
 * @param defaultModel what answers where nobody chose
 * @param patterns names of models that it serves, {@code *} standing for any characters
 * @param maxTokensField how this server names the output limit: {@code max_tokens} or {@code max_completion_tokens}
 */
public record ProviderEntry(
        String name,
        String protocol,
        String baseUrl,
        @Nullable String keyEnv,
        @Nullable String key,
        String defaultModel,
        List<String> patterns,
        String maxTokensField) {
    @Override
    public String toString() {
        return "ProviderEntry[" + name + ", " + protocol + ", " + baseUrl + "]";
    }

    /** The same provider at another address. */
    public ProviderEntry withBaseUrl(String address) {
        return new ProviderEntry(name, protocol, address, keyEnv, key, defaultModel, patterns, maxTokensField);
    }

    /** Whether it can be asked: it has its key, or needs none. */
    public boolean usable() {
        return keyEnv == null || key != null;
    }
}
