package dev.verbatim.contract;

import java.util.List;

/** Asks for the revisions of watched rooms, all in one query. Answered with {@link RoomRevs}. */
public record ReadRevs(List<RoomKey> rooms) {}
