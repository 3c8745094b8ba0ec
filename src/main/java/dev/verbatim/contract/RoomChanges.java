package dev.verbatim.contract;

import java.util.List;

/**
 * What became of a room since a revision, as facts in the order of their revs. A fact that a later one made meaningless (a start whose
 * reply has ended) is left out: {@code rev} says how far this goes.
 */
public record RoomChanges(long rev, List<RoomChange> facts) {}
