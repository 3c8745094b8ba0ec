package dev.verbatim.contract;

import java.util.UUID;

/**
 * A chat verticle wants a running reply's deltas. Answered with {@link WatchedReply} in the turn that adds the watcher, so that the next
 * delta continues exactly there; {@code not_found} where the owner does not run it.
 *
 * @param watcher the chat verticle's instance address
 */
public record WatchReply(UUID replyId, String watcher) {}
