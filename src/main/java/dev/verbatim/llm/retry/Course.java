package dev.verbatim.llm.retry;

/**
 * What was tried for one answer so far, by its present owner.
 *
 * @param attempts requests in all, the last one included
 * @param here of them to the present route in a row
 * @param othersLeft whether a route is left that was not tried yet
 * @param afreshHere whether this route was already asked again because a kept connection was dead
 * @param narrowed whether the prompt was already made smaller
 * @param continuing whether the last request carried the beginning of the answer
 */
public record Course(
        int attempts, int here, boolean othersLeft, boolean afreshHere, boolean narrowed, boolean continuing) {}
