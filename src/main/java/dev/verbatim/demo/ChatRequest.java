package dev.verbatim.demo;

import dev.verbatim.demo.answer.Conversation;

/**
 * One request for an answer, as either wire brings it.
 *
 * @param maxTokens the most tokens the answer may have, at least 1
 * @param includeUsage whether a stream ends with token counts; Anthropic's always does
 */
record ChatRequest(String model, Conversation conversation, int maxTokens, boolean stream, boolean includeUsage) {

    static final int NO_LIMIT = Integer.MAX_VALUE;
}
