package dev.verbatim.contract;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The owner ends its reply. One transaction writes the answer, closes the attempt's row and promotes the room's next queued reply.
 * Answered with {@link EndedReply}. Repeating it is success. Waits out a database outage.
 *
 * @param errorMessage for people; set with {@code error}
 * @param errorRetryAfterMs when the provider said to try again, in milliseconds; 0: it did not
 * @param counted token counts made on the way, to be stored with their messages
 */
public record EndReply(
        RoomKey room,
        UUID replyId,
        long epoch,
        int attempt,
        EndStatus status,
        @Nullable EndReason reason,
        @Nullable String rawReason,
        String text,
        String reasoning,
        String refusal,
        @Nullable String stoppedBy,
        @Nullable FailureCode error,
        @Nullable String errorMessage,
        long errorRetryAfterMs,
        AttemptResult result,
        List<TokenCount> counted) {}
