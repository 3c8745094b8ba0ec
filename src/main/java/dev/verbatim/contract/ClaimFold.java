package dev.verbatim.contract;

import java.util.UUID;

/**
 * An LLM verticle offers to fold a room's older messages into a new summary. Answered with {@link ClaimedFold}. Its row is committed
 * before any request goes out; at most one runs per room.
 *
 * @param foldId the same again is answered the same
 * @param owner the instance address of the LLM verticle
 * @param leaseMs after that somebody else may begin anew
 * @param restMs how long nobody begins after one that failed; doubled with each that follows, up to an hour
 */
public record ClaimFold(
        RoomKey room,
        UUID foldId,
        String owner,
        String provider,
        String model,
        long leaseMs,
        long restMs,
        FoldLimits limits) {}
