package dev.verbatim.contract;

import org.jspecify.annotations.Nullable;

/**
 * The answer to {@link EndReply}.
 *
 * @param fenced a higher epoch owns the reply: nothing was written
 * @param promoted the reply that the sender should claim next; null where none waits
 */
public record EndedReply(boolean fenced, @Nullable PendingReply promoted) {}
