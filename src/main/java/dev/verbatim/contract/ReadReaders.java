package dev.verbatim.contract;

import java.util.List;

/** Asks who of these people may read a room now. Answered with {@link Readers}; nobody where it is gone. */
public record ReadReaders(RoomKey room, List<String> userIds) {}
