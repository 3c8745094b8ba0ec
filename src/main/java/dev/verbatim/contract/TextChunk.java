package dev.verbatim.contract;

/**
 * A piece of an answer at its place.
 *
 * @param offset UTF-16 code units of its kind before it
 */
public record TextChunk(DeltaKind kind, int offset, String text) {}
