package dev.verbatim.contract;

import java.util.UUID;

/**
 * A reply was claimed: this owner runs it from now on, at this epoch. Comes before any delta of the attempt.
 *
 * @param owner the LLM verticle's instance address, where {@link WatchReply} goes
 */
public record ReplyStarted(
        RoomKey room,
        long rev,
        UUID replyId,
        long seq,
        UUID replyTo,
        String owner,
        long epoch,
        int attempt,
        String model,
        String provider)
        implements ReplyFact {}
