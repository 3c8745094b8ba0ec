package dev.verbatim.contract;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A reply is owned.
 *
 * @param systemPrompt the room's; null where it has none
 * @param tail ended messages before the reply's seq that a prompt may hold, oldest first, the message to answer last
 * @param stoppedBy who asked to stop it before it began; it is then to be ended, not run
 */
public record ReplyClaim(
        long epoch,
        int attempt,
        long seq,
        UUID replyTo,
        @Nullable String systemPrompt,
        List<PromptTurn> tail,
        @Nullable String stoppedBy) {}
