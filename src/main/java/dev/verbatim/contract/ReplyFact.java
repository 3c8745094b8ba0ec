package dev.verbatim.contract;

/** A committed fact about a reply. Of one reply: {@code ReplyStarted} per attempt with growing number, then one {@code ReplyEnded}. */
public sealed interface ReplyFact extends RoomFact permits ReplyStarted, ReplyEnded {}
