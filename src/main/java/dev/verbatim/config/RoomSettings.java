package dev.verbatim.config;

/**
 * How rooms come to be.
 *
 * @param createOnJoin a join of an unknown room makes a public one owned by the joiner; else it is refused
 * @param lobby the public room that exists from the start
 */
public record RoomSettings(boolean createOnJoin, String lobby) {}
