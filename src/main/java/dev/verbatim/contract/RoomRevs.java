package dev.verbatim.contract;

import java.util.List;

/** Revisions in the order of the rooms asked for; -1 for a room that is not there. */
public record RoomRevs(List<Long> revs) {}
