package dev.verbatim.contract;

import java.util.List;

/** Rooms by id, and whether there are more behind the last. */
public record RoomPage(List<Room> rooms, boolean more) {}
