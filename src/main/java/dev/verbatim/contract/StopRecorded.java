package dev.verbatim.contract;

import org.jspecify.annotations.Nullable;

/**
 * A stop is durable.
 *
 * @param state {@code ended}: there was nothing to stop
 * @param owner where to send {@link StopReply}; null unless running
 */
public record StopRecorded(ReplyState state, @Nullable String owner) {}
