package dev.verbatim.contract;

import org.jspecify.annotations.Nullable;

/**
 * Asks for a room as it stands, for somebody who wants to follow it. Answered with {@link RoomSnapshot}; {@code not_found} where the room
 * does not exist, is of another tenant, or is private and not the user's.
 *
 * @param since the last seq that the client has; null: none
 * @param rev the last rev that the client has; null: none; wins over since
 * @param create make a public room owned by this user if there is none
 */
public record JoinRoom(
        RoomKey room,
        Author author,
        @Nullable Long since,
        @Nullable Long rev,
        boolean create) {}
