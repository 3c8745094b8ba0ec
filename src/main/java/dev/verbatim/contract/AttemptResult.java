package dev.verbatim.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one request to a provider went: the second half of its row.
 *
 * @param costPico pico-USD; null where the price is not known
 * @param firstTokenMs milliseconds from the request to the first content token; null where none came
 * @param durationMs milliseconds from the request to its end
 * @param requestId the provider's own id of the request
 * @param toolCalls the tools that the answer wants called, in full or as far as they came; nobody calls them here
 */
public record AttemptResult(
        AttemptOutcome outcome,
        @Nullable FailureCode error,
        Usage usage,
        @Nullable Long costPico,
        @Nullable Long firstTokenMs,
        long durationMs,
        @Nullable String requestId,
        List<ToolCall> toolCalls) {
    public AttemptResult {
        toolCalls = List.copyOf(toolCalls);
    }

    /** One that called no tools. */
    public AttemptResult(
            AttemptOutcome outcome,
            @Nullable FailureCode error,
            Usage usage,
            @Nullable Long costPico,
            @Nullable Long firstTokenMs,
            long durationMs,
            @Nullable String requestId) {
        this(outcome, error, usage, costPico, firstTokenMs, durationMs, requestId, List.of());
    }
}
