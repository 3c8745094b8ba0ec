package dev.verbatim.contract;

import java.util.UUID;

/**
 * What one read of the provider's socket added to an answer; sent in order to each watcher.
 *
 * @param offset UTF-16 code units of this kind and attempt before it; not the length that the watcher has: watch again
 */
public record ReplyDelta(
        RoomKey room, UUID replyId, long epoch, int attempt, DeltaKind kind, int offset, String text) {}
