package dev.verbatim.llm.provider;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to ask, in no provider's words.
 *
 * @param model the provider's own name of the model, as {@link Route#model} has it
 * @param system the system prompt, if any
 * @param turns the conversation, oldest first, never empty; the last one is what to answer, or the beginning of the answer
 *     for a model that {@linkplain ModelLimits#continues goes on} from it
 * @param maxOutputTokens greater than 0
 * @param temperature as the provider takes it (0 to 1 or 0 to 2); null: the provider's default
 * @param sharer for whom it is asked, where requests take turns: the room; empty: nobody in particular
 */
public record ProviderRequest(
        String model,
        @Nullable String system,
        List<Turn> turns,
        int maxOutputTokens,
        @Nullable Double temperature,
        String sharer) {
    public ProviderRequest {
        turns = List.copyOf(turns);
    }

    /** A request for nobody in particular. */
    public ProviderRequest(
            String model,
            @Nullable String system,
            List<Turn> turns,
            int maxOutputTokens,
            @Nullable Double temperature) {
        this(model, system, turns, maxOutputTokens, temperature, "");
    }

    /** The same about another conversation. */
    public ProviderRequest with(List<Turn> conversation) {
        return new ProviderRequest(model, system, conversation, maxOutputTokens, temperature, sharer);
    }

    /** The same, for a room. */
    public ProviderRequest sharedBy(String room) {
        return new ProviderRequest(model, system, turns, maxOutputTokens, temperature, room);
    }
}
