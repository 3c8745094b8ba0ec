package dev.verbatim.contract;

/** Removes a room and asks its open replies to stop. Answered with {@link RemovedRoom}; {@code not_found}, {@code forbidden}. */
public record RemoveRoom(RoomKey room, Author author) {}
