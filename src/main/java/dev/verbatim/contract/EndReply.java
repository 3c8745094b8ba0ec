package dev.verbatim.contract;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The owner ends its reply. One transaction writes the answer, closes the attempt's row and promotes the room's next queued reply.
 * Answered with {@link EndedReply}. Repeating it is success. Waits out a database outage.
 *
 * <p>Rows of later attempts than the last one that is named here are closed as {@code not_sent}: their beginning was asked for, and its
 * answer was not waited for.
 *
 * @param attempt the one whose text stands
 * @param errorMessage for people; set with {@code error}
 * @param errorRetryAfterMs when the provider said to try again, in milliseconds; 0: it did not
 * @param result of the attempt whose text stands
 * @param counted token counts made on the way, to be stored with their messages
 * @param last the last attempt; null: the one whose text stands
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
        List<TokenCount> counted,
        @Nullable LastAttempt last) {

    /** An ending with the text of the last attempt. */
    public EndReply(
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
            List<TokenCount> counted) {
        this(
                room,
                replyId,
                epoch,
                attempt,
                status,
                reason,
                rawReason,
                text,
                reasoning,
                refusal,
                stoppedBy,
                error,
                errorMessage,
                errorRetryAfterMs,
                result,
                counted,
                null);
    }
}
