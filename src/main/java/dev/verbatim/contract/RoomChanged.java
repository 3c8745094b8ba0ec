package dev.verbatim.contract;

import org.jspecify.annotations.Nullable;

/**
 * A room was made (its rev is 1), changed or removed. Nothing comes after its removal but the endings of what was open.
 *
 * @param details as they are from now on
 * @param by the user who did it; null: the house
 */
public record RoomChanged(
        RoomKey room,
        long rev,
        RoomDetails details,
        boolean removed,
        @Nullable String by) implements SetupFact {}
