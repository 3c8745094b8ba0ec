package dev.verbatim.contract;

import java.util.List;

/** The members of a room, by user id. */
public record RoomMembers(List<Member> members) {}
