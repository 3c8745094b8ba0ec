package dev.verbatim.contract;

/**
 * Asks for a new room, owned by its author. Answered with {@link Room}; {@code conflict} where the id is taken (the same ask again is answered
 * as the first was, while nothing has changed in the room), {@code limit_exceeded} where the author owns too many.
 */
public record CreateRoom(RoomKey room, Author author, RoomDetails details) {}
