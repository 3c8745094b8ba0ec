package dev.verbatim.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A room was made (its rev is 1), changed or removed. Nothing comes after its removal but the endings of what was open.
 *
 * @param details as they are from now on
 * @param by the user who did it; null: the house
 * @param members where it was removed, whose it was until then, by user id, unless the fact was read again; none otherwise
 */
public record RoomChanged(
        RoomKey room,
        long rev,
        RoomDetails details,
        boolean removed,
        @Nullable String by,
        List<String> members) implements SetupFact {
    /** Of a room that is nobody's who would have to hear it. */
    public RoomChanged(RoomKey room, long rev, RoomDetails details, boolean removed, @Nullable String by) {
        this(room, rev, details, removed, by, List.of());
    }
}
