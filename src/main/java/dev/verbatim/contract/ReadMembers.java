package dev.verbatim.contract;

/** Asks for a room's members, at most 1,000. Answered with {@link RoomMembers}; {@code not_found} where the author may not see the room. */
public record ReadMembers(RoomKey room, Author author) {}
