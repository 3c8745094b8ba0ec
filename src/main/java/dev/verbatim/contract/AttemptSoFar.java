package dev.verbatim.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt has come to beside its words, while it runs: all that is left of it where its owner is lost.
 *
 * @param usage the provider's count so far; null: it gave none
 * @param toolCalls the tools that it wants called, as far as they came
 */
public record AttemptSoFar(@Nullable Usage usage, List<ToolCall> toolCalls) {
    public AttemptSoFar {
        toolCalls = List.copyOf(toolCalls);
    }
}
