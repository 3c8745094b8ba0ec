package dev.verbatim.contract;

/**
 * A stored summary as a request to a model held it.
 *
 * @param version the room's summaries are numbered; a number is never given twice
 * @param throughSeq the last message that it covers
 * @param tokens of its text alone
 */
public record ShownSummary(int version, long throughSeq, int tokens) {}
