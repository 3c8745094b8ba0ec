package dev.verbatim.contract;

/** Asks what happened in a room after a revision, to fill a gap. Answered with {@link RoomChanges}. */
public record ReadChanges(RoomKey room, long afterRev) {}
