package dev.verbatim.contract;

/** Somebody's place in a room. */
public record Member(String userId, String name, MemberRole role) {}
