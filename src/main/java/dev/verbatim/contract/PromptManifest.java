package dev.verbatim.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one request to a model held: what there was and how much of it, never a word of it.
 *
 * @param strategy the room's
 * @param windowTokens most of the conversation that it might have held
 * @param answerTokens most of the answer
 * @param systemHash SHA-256 of the system prompt in UTF-8, 64 hexadecimal digits; null: there was none
 * @param systemTokens of the system prompt, four bytes of UTF-8 for one
 * @param summary which summary came first; null: none
 * @param messages oldest first, the message to answer last
 * @param narrowed whether it held less than it might have, because a model had refused more of it for its length
 * @param continuedChars UTF-16 code units of the answer's own beginning at its end; 0: the answer began with it
 */
public record PromptManifest(
        PromptStrategy strategy,
        int windowTokens,
        int answerTokens,
        @Nullable String systemHash,
        int systemTokens,
        @Nullable ShownSummary summary,
        List<ShownMessage> messages,
        boolean narrowed,
        int continuedChars) {
    @SuppressWarnings("NullAway") // A value of a later version is read as null.
    public PromptManifest {
        strategy = strategy == null ? PromptStrategy.RECENT : strategy;
        messages = List.copyOf(messages);
    }
}
