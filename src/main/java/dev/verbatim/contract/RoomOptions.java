package dev.verbatim.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a room is answered. A value that an older version does not know is read as that of {@link #DEFAULT}.
 *
 * @param systemPrompt null: the house's
 * @param models who answers, the first that can; a message's own model goes before them; empty: the default model
 * @param maxOutputTokens of an answer, at most what house and model allow; null: as much as they do
 * @param temperature 0 to 2; null: the provider's default
 */
public record RoomOptions(
        @Nullable String systemPrompt,
        List<String> models,
        @Nullable Integer maxOutputTokens,
        @Nullable Double temperature,
        OnEmpty onEmpty,
        OnCut onCut,
        PromptStrategy prompt,
        TurnPolicy turns) {
    /** What a room has that says nothing. */
    public static final RoomOptions DEFAULT = new RoomOptions(
            null, List.of(), null, null, OnEmpty.CONTINUE, OnCut.SUPERSEDE, PromptStrategy.RECENT, TurnPolicy.QUEUE);

    @SuppressWarnings("NullAway") // A value of a later version is read as null.
    public RoomOptions {
        models = List.copyOf(models);
        onEmpty = onEmpty == null ? OnEmpty.CONTINUE : onEmpty;
        onCut = onCut == null ? OnCut.SUPERSEDE : onCut;
        prompt = prompt == null ? PromptStrategy.RECENT : prompt;
        turns = turns == null ? TurnPolicy.QUEUE : turns;
    }

    /** The same with another system prompt. */
    public RoomOptions withSystemPrompt(@Nullable String text) {
        return new RoomOptions(text, models, maxOutputTokens, temperature, onEmpty, onCut, prompt, turns);
    }
}
