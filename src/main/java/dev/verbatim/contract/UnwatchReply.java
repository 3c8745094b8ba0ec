package dev.verbatim.contract;

import java.util.UUID;

/** A chat verticle has no viewer left for a reply. */
public record UnwatchReply(UUID replyId, String watcher) {}
