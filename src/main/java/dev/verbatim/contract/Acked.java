package dev.verbatim.contract;

import java.util.UUID;

/**
 * A watcher's cumulative account, sent about every 32 KB. An owner drops a watcher that is more than 256 KB behind; it watches again.
 *
 * @param chars UTF-16 code units of deltas handled since it began to watch
 */
public record Acked(UUID replyId, String watcher, long chars) {}
