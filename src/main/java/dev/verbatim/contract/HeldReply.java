package dev.verbatim.contract;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A running reply as its owner holds it.
 *
 * @param checkpoint the text that storage has not seen yet
 * @param soFar counts and calls of tools; null where storage has seen the latest
 */
public record HeldReply(
        RoomKey room,
        UUID replyId,
        long epoch,
        int attempt,
        List<TextChunk> checkpoint,
        @Nullable AttemptSoFar soFar) {

    /** One of which nothing but text is new. */
    public HeldReply(RoomKey room, UUID replyId, long epoch, int attempt, List<TextChunk> checkpoint) {
        this(room, replyId, epoch, attempt, checkpoint, null);
    }
}
