package dev.verbatim.contract;

import org.jspecify.annotations.Nullable;

/**
 * One attempt and what its request held.
 *
 * @param usage what it used as a whole, by its source
 * @param manifest null: no request was prepared, or an older version made it; its {@code systemHash} is kept from who may not read the prompt
 * @param truncated whether the conversation had older messages that were neither in the request nor covered by its summary
 */
public record AttemptContext(
        int attempt,
        String provider,
        String model,
        AttemptOutcome outcome,
        Usage usage,
        @Nullable PromptManifest manifest,
        boolean truncated) {}
