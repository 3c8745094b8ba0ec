package dev.verbatim.contract;

/** Somebody is writing in a room at this moment. Passed on to whoever looks, as often as the chat verticles let through, and kept by nobody. */
public record Typing(RoomKey room, String userId, String name) {}
