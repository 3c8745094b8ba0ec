package dev.verbatim.contract;

/**
 * A message was removed: what is left of it is a tombstone.
 *
 * @param message as it is from now on
 */
public record MessageChanged(RoomKey room, long rev, ChatMessage message) implements MessageFact {}
