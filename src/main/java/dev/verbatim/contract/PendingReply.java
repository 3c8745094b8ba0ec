package dev.verbatim.contract;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A reply that may be claimed now.
 *
 * @param model what was asked for; null: the default
 */
public record PendingReply(
        RoomKey room,
        UUID replyId,
        long seq,
        UUID replyTo,
        @Nullable String model) {}
