package dev.verbatim.contract;

/** The last attempt of a reply whose text is an earlier one's. */
public record LastAttempt(int attempt, String provider, String model, AttemptResult result) {}
