package dev.verbatim.config;

import org.jspecify.annotations.Nullable;

/**
 * How much of a conversation a model is shown, within its own window.
 *
 * @param maxTokens of the prompt's tail
 * @param maxMessages of the prompt's tail
 * @param maxOutputTokens of an answer, where the model allows as many
 * @param systemPrompt for rooms that have none of their own; null: none
 */
public record ContextSettings(
        int maxTokens,
        int maxMessages,
        int maxOutputTokens,
        @Nullable String systemPrompt) {}
