package dev.verbatim.contract;

import java.util.UUID;

/** An attempt's row was closed. Published once per attempt, after the commit; order among replies is not promised. */
public record UsageRecorded(
        RoomKey room, String userId, UUID replyId, int attempt, String provider, String model, AttemptResult result) {}
