package dev.verbatim.contract;

import java.util.UUID;

/**
 * An attempt's row was closed. Published after the commit; order among replies is not promised. Once per attempt as a rule; again where the
 * acknowledgement of a commit was lost and its repetition went to another instance: consumers count by {@code replyId} and
 * {@code attempt}.
 */
public record UsageRecorded(
        RoomKey room, String userId, UUID replyId, int attempt, String provider, String model, AttemptResult result) {}
