package dev.verbatim.contract;

import java.util.List;

/**
 * Changes what is said of a room. Answered with {@link Room}; {@code not_found}, {@code forbidden}.
 *
 * @param details the new values of the fields that are named; the others are not looked at
 * @param fields {@code name}, {@code visibility} and the names of the options
 */
public record ChangeRoom(RoomKey room, Author author, RoomDetails details, List<String> fields) {}
