package dev.verbatim.contract;

import java.util.UUID;

/** Removes a message, or an answer. Answered with {@link RemovedMessage}; {@code not_found}, {@code forbidden} for another's without an owner's standing. */
public record RemoveMessage(RoomKey room, Author author, UUID messageId) {}
