package dev.verbatim.llm;

import dev.verbatim.contract.Role;
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

    /** The same question after at most half of the conversation, in characters; null where nothing can be left out. */
    @Nullable
    Prompt narrower() {
        int last = turns.size() - 1;
        int room = turns.stream()
                        .limit(last)
                        .mapToInt(turn -> turn.text().length())
                        .sum()
                / 2;
        int from = last;
        while (from > 1 && room >= turns.get(from - 1).text().length()) {
            from--;
            room -= turns.get(from).text().length();
        }
        while (turns.get(from).role() == Role.ASSISTANT) {
            from++;
        }
        return last == 0
                ? null
                : new Prompt(system, turns.subList(from, turns.size()), maxOutputTokens, temperature, counted);
    }

    ProviderRequest request(String model) {
        return new ProviderRequest(model, system, turns, maxOutputTokens, temperature);
    }
}
