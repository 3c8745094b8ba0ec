package dev.verbatim.contract;

import java.util.UUID;

/**
 * An attempt's row was closed. Published after the commit; order among replies is not promised. Once per attempt as a rule; again, and the
 * same, where the acknowledgement of a commit was lost, so that nobody can know whether it was said: consumers count by {@code replyId}
 * and {@code attempt}. One whose request was never sent may not be said. What the bus loses, or a node that dies right after its commit, is
 * in the ledger alone.
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
