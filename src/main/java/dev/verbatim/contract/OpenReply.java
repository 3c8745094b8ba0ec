package dev.verbatim.contract;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A reply that has not ended, as Postgres knows it; its text is with its owner.
 *
 * @param replyId the answer's message id
 * @param seq the answer's place in the room
 * @param replyTo the user's message that it answers
 * @param owner the address of the LLM verticle that runs it; null unless running
 * @param epoch the fencing token, 0 before the first claim
 * @param attempt the number of the current attempt, 0 before the first
 * @param model what was asked for (before the claim, null: the default) or what runs (after it)
 * @param position how many replies of this room are before it; 0 unless queued
 * @param superseded what is left of earlier attempts, where a snapshot says so; null where no words of them had been seen
 */
public record OpenReply(
        UUID replyId,
        long seq,
        UUID replyTo,
        ReplyState state,
        @Nullable String owner,
        long epoch,
        int attempt,
        @Nullable String model,
        @Nullable String provider,
        int position,
        @Nullable Superseded superseded) {
    /** One that was not begun anew after words of it had been seen. */
    public OpenReply(
            UUID replyId,
            long seq,
            UUID replyTo,
            ReplyState state,
            @Nullable String owner,
            long epoch,
            int attempt,
            @Nullable String model,
            @Nullable String provider,
            int position) {
        this(replyId, seq, replyTo, state, owner, epoch, attempt, model, provider, position, null);
    }
}
