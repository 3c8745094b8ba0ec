package dev.verbatim.contract;

import org.jspecify.annotations.Nullable;

/**
 * The answer to {@link EraseUser}.
 *
 * @param next from where to go on; null: all is done
 * @param messages how many became tombstones
 */
public record ErasedPiece(@Nullable String next, int messages) {}
