package dev.verbatim.llm;

import dev.verbatim.contract.TokenCount;
import dev.verbatim.llm.provider.ProviderRequest;
import dev.verbatim.llm.provider.Turn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model is shown.
 *
 * @param turns oldest first; the message to answer last and nowhere else
 * @param temperature null: the provider's default
 * @param counted token counts made on the way
 */
record Prompt(
        @Nullable String system,
        List<Turn> turns,
        int maxOutputTokens,
        @Nullable Double temperature,
        List<TokenCount> counted) {

    ProviderRequest request(String model) {
        return new ProviderRequest(model, system, turns, maxOutputTokens, temperature);
    }
}
