package dev.verbatim.contract;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A reply is owned.
 *
 * @param options the room's; a pending reply's own model goes before their models
 * @param tail ended messages before the reply's seq that a prompt may hold, oldest first, the message to answer last
 * @param summary the newest summary of what was before the reply, where the room wants summaries and has one
 * @param stoppedBy who asked to stop it before it began; it is then to be ended, not run
 */
public record ReplyClaim(
        long epoch,
        int attempt,
        long seq,
        UUID replyTo,
        RoomOptions options,
        List<PromptTurn> tail,
        @Nullable RoomSummary summary,
        @Nullable String stoppedBy) {

    /** A claim in a room without a summary. */
    public ReplyClaim(
            long epoch,
            int attempt,
            long seq,
            UUID replyTo,
            RoomOptions options,
            List<PromptTurn> tail,
            @Nullable String stoppedBy) {
        this(epoch, attempt, seq, replyTo, options, tail, null, stoppedBy);
    }
}
