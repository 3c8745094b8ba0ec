package dev.verbatim.contract;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A reply that may be claimed now, or is claimed where a {@link GrantedClaim} comes with it.
 *
 * @param model who is to answer: the message's own, else the first of the room's as it was when the message came; null: the default
 */
public record PendingReply(
        RoomKey room,
        UUID replyId,
        long seq,
        UUID replyTo,
        @Nullable String model) {}
