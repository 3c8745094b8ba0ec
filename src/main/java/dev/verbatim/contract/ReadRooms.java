package dev.verbatim.contract;

import java.util.List;

/**
 * Asks for the rooms that somebody may see, by id. Answered with {@link RoomPage}.
 *
 * @param after only ids behind it; empty: from the first
 * @param limit 1 to 200
 * @param only no others than these; empty: any
 */
public record ReadRooms(String tenant, Author author, String after, int limit, List<String> only) {}
