package dev.verbatim.contract;

import java.util.UUID;

/**
 * Asks what the model saw for an answer. Answered with {@link ReplyContext}; {@code not_found} for a room that the reader cannot see, and for
 * what is no answer of it.
 *
 * @param messageId the answer's, running or ended
 */
public record ReadContext(RoomKey room, Author author, UUID messageId) {}
