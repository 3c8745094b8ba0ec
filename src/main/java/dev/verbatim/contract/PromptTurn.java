package dev.verbatim.contract;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An ended message as the prompt window sees it.
 *
 * @param tokens its stored token count; null where nobody has counted yet
 */
public record PromptTurn(
        UUID messageId,
        Role role,
        @Nullable String userId,
        @Nullable String name,
        String text,
        @Nullable Integer tokens) {}
