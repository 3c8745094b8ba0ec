package dev.verbatim.contract;

/** A running reply as it stands; the offsets of the next deltas are the lengths of these texts. */
public record WatchedReply(
        long epoch, int attempt, String text, String reasoning, String refusal, String model, String provider) {}
