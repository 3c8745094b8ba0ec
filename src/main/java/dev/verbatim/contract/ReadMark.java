package dev.verbatim.contract;

/** How far somebody has read a room: the seq of the newest message that they have seen. */
public record ReadMark(RoomKey room, String userId, long seq) {}
