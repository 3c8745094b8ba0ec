package dev.verbatim.contract;

import org.jspecify.annotations.Nullable;

/**
 * A message is not what it was: its author gave it another text, or it was removed and what is left of it is a tombstone.
 *
 * @param message as it is from now on
 * @param reply the answer that is awaited in the place of this one ({@code message.replacedBy}); null where none was asked for
 */
public record MessageChanged(
        RoomKey room,
        long rev,
        ChatMessage message,
        @Nullable OpenReply reply) implements MessageFact {
    /** One without another answer. */
    public MessageChanged(RoomKey room, long rev, ChatMessage message) {
        this(room, rev, message, null);
    }
}
