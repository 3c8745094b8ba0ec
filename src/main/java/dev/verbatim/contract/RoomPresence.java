package dev.verbatim.contract;

/**
 * Who looks at a room by way of one chat verticle.
 *
 * @param asks whether the others are to say the same of theirs
 */
public record RoomPresence(RoomKey room, Crowd crowd, boolean asks) {}
