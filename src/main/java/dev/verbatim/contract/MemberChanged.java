package dev.verbatim.contract;

import org.jspecify.annotations.Nullable;

/**
 * Somebody became a member, another kind of member, or none any more.
 *
 * @param member as they are from now on; where removed, as they were
 * @param mayRead whether they may still read the room, as a member or because it is public
 * @param by the user who did it; null: the house
 */
public record MemberChanged(
        RoomKey room,
        long rev,
        Member member,
        boolean removed,
        boolean mayRead,
        @Nullable String by) implements SetupFact {}
