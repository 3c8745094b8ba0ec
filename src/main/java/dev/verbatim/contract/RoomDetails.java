package dev.verbatim.contract;

/**
 * What the owners of a room say of it.
 *
 * @param name 1 to 200 characters
 */
public record RoomDetails(String name, Visibility visibility, RoomOptions options) {}
