package dev.verbatim.contract;

/** A committed fact about a room itself or its members. One rev of a room is one fact. */
public sealed interface SetupFact extends RoomFact permits RoomChanged, MemberChanged {}
