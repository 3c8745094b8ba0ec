package dev.verbatim.llm.provider;

import org.jspecify.annotations.Nullable;

/**
 * A piece of a tool call, as the wire has it.
 *
 * @param index which of the answer's calls; pieces of one index belong together, unless another id begins another call
 * @param id null: not said again
 * @param name null: not said again
 * @param arguments null: none in this piece
 * @param whole whether the arguments replace those that came before
 */
public record ToolCallPiece(
        long index,
        @Nullable String id,
        @Nullable String name,
        @Nullable String arguments,
        boolean whole) {}
