package dev.verbatim.contract;

/**
 * A fold's row is closed.
 *
 * @param stored whether its text is a summary of the room now; not where something that it covers was changed meanwhile
 */
public record EndedFold(boolean stored) {}
