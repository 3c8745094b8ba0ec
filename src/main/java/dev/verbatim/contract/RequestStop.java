package dev.verbatim.contract;

import java.util.UUID;

/**
 * Writes the wish to stop a reply before it is answered, for any state. Answered with {@link StopRecorded}; {@code not_found} where the
 * room has no such reply.
 */
public record RequestStop(RoomKey room, UUID replyId, Author author) {}
