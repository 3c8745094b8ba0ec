package dev.verbatim.contract;

import java.util.UUID;

/**
 * A running reply waits for something; sent to its watchers, not stored.
 *
 * @param waiting {@code waiting} (the provider is asked to be patient) or {@code saving} (all words are there, the database is not)
 */
public record ReplyProgress(RoomKey room, UUID replyId, long epoch, int attempt, String waiting, long retryAfterMs) {}
