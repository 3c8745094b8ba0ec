package dev.verbatim.contract;

import java.util.UUID;

/**
 * An attempt's row was closed. Published after the commit; order among replies is not promised. Once per attempt as a rule; again where the
 * acknowledgement of a commit was lost and its repetition went to another instance: consumers count by {@code replyId} and
 * {@code attempt}.
 *
 * @param userId who asked; empty for a summary
 * @param replyId for a summary an id of its own
 * @param attempt for a summary its version
 */
public record UsageRecorded(
        RoomKey room,
        String userId,
        UUID replyId,
        int attempt,
        String provider,
        String model,
        AttemptResult result,
        UsagePurpose purpose) {
    @SuppressWarnings("NullAway") // A value of a later version is read as null.
    public UsageRecorded {
        purpose = purpose == null ? UsagePurpose.REPLY : purpose;
    }

    /** An attempt at a reply. */
    public UsageRecorded(
            RoomKey room,
            String userId,
            UUID replyId,
            int attempt,
            String provider,
            String model,
            AttemptResult result) {
        this(room, userId, replyId, attempt, provider, model, result, UsagePurpose.REPLY);
    }
}
