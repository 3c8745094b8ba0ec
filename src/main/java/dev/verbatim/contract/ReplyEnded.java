package dev.verbatim.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reply ended, once and for good. Nothing about it comes after this.
 *
 * @param message the answer as it is stored
 * @param epoch the epoch that ended it
 * @param attempt the attempt whose text stands; 0 where there was none
 * @param error set for a failed reply only; its message has it too
 * @param errorRetryAfterMs when the provider said to try again, in milliseconds; 0: it did not, or the fact was read again
 * @param toolCalls the tools that the answer wants called; empty where there are none, or the fact was read again
 * @param promoted the room's next queued reply, now {@code pending}; null where none waits
 */
public record ReplyEnded(
        RoomKey room,
        long rev,
        ChatMessage message,
        long epoch,
        int attempt,
        @Nullable String rawReason,
        @Nullable String stoppedBy,
        @Nullable FailureCode error,
        @Nullable String errorMessage,
        long errorRetryAfterMs,
        List<ToolCall> toolCalls,
        @Nullable OpenReply promoted)
        implements ReplyFact {
    public ReplyEnded {
        toolCalls = List.copyOf(toolCalls);
    }

    /** One that called no tools. */
    public ReplyEnded(
            RoomKey room,
            long rev,
            ChatMessage message,
            long epoch,
            int attempt,
            @Nullable String rawReason,
            @Nullable String stoppedBy,
            @Nullable FailureCode error,
            @Nullable String errorMessage,
            long errorRetryAfterMs,
            @Nullable OpenReply promoted) {
        this(
                room,
                rev,
                message,
                epoch,
                attempt,
                rawReason,
                stoppedBy,
                error,
                errorMessage,
                errorRetryAfterMs,
                List.of(),
                promoted);
    }
}
