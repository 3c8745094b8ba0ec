package dev.verbatim.contract;

import java.util.UUID;

/**
 * An attempt at a reply begins: with a claim, then this owner runs it from now on, at this epoch; or after an attempt of the same owner
 * that came to nothing, at the same epoch. Comes before any delta of the attempt.
 *
 * @param owner the LLM verticle's instance address, where {@link WatchReply} goes
 * @param offset UTF-16 code units of the text before it that stand; what was after them is replaced
 * @param fallback whether somebody else than the first choice answers
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
        String provider,
        int offset,
        boolean fallback)
        implements ReplyFact {

    /** A start from nothing, by the first choice. */
    public ReplyStarted(
            RoomKey room,
            long rev,
            UUID replyId,
            long seq,
            UUID replyTo,
            String owner,
            long epoch,
            int attempt,
            String model,
            String provider) {
        this(room, rev, replyId, seq, replyTo, owner, epoch, attempt, model, provider, 0, false);
    }
}
