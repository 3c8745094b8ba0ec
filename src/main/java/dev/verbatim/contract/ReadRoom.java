package dev.verbatim.contract;

/** Asks for one room. Answered with {@link Room}; {@code not_found} where the author may not see it. */
public record ReadRoom(RoomKey room, Author author) {}
