package dev.verbatim.contract;

/**
 * Asks for what is remembered of tokens that were taken back, in the order of their ids. Answered with {@link Revocations}.
 *
 * @param afterId only those with a greater id
 * @param limit at most so many, 1 to 5000
 */
public record ReadRevocations(long afterId, int limit) {}
