package dev.verbatim.llm;

import dev.verbatim.config.ContextSettings;
import dev.verbatim.contract.RoomOptions;
import dev.verbatim.llm.provider.ModelLimits;

/**
 * How much a prompt may hold, in tokens.
 *
 * @param tail most of the conversation
 * @param prompt most of the conversation and the system prompt together: what the answer leaves of the model's window
 * @param answer most of the answer
 * @param maxMessages most messages of the conversation
 */
record PromptLimits(int tail, int prompt, int answer, int maxMessages) {

    /** The smallest of the settings', the room's and the model's limits; an answer never takes more than half of the model's window. */
    static PromptLimits of(ContextSettings settings, RoomOptions room, ModelLimits model) {
        int window = Math.max(2, model.contextWindow());
        Integer ofRoom = room.maxOutputTokens();
        int allowed = Math.min(settings.maxOutputTokens(), model.maxOutputTokens());
        int longest = ofRoom == null ? allowed : Math.min(ofRoom, allowed);
        int answer = Math.max(1, Math.min(longest, window / 2));
        int prompt = window - answer;
        return new PromptLimits(Math.min(prompt, settings.maxTokens()), prompt, answer, settings.maxMessages());
    }
}
