package dev.verbatim.contract;

/** A committed fact about a message. One rev of a room is one fact. */
public sealed interface MessageFact extends RoomFact permits MessagePosted, MessageChanged {}
