package dev.verbatim.config;

/**
 * How rooms come to be.
 *
 * @param createOnJoin a join of an unknown room makes a public one owned by the joiner; else it is refused
 * @param lobby the public room that exists from the start
 * @param maxQueued answers that a room may await, the running one included; 1 to 1000
 * @param maxOwned rooms that one person may own, 0: any number; operators may own any number
 */
public record RoomSettings(boolean createOnJoin, String lobby, int maxQueued, int maxOwned) {}
