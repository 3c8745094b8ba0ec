package dev.verbatim.config;

/**
 * The storage verticles and their connections.
 *
 * @param instances verticles per node; each has writer connections of its own
 * @param readers pooled connections per instance for reads
 * @param callsAtOnce most calls of batches (messages, claims, endings) under way per instance; what comes meanwhile goes together
 * @param maxBatchRows most asks in one call of a database function
 * @param maxQueueRows asks that may wait per instance; beyond it {@code storage_unavailable}
 * @param maxQueueBytes their text in bytes
 * @param statementTimeoutMs of one statement
 * @param pendingSweepMs age at which an unclaimed reply is offered to anybody
 * @param maxTakeovers how often a reply is begun anew before it ends as interrupted
 */
public record StorageSettings(
        int instances,
        int readers,
        int callsAtOnce,
        int maxBatchRows,
        int maxQueueRows,
        long maxQueueBytes,
        long statementTimeoutMs,
        long pendingSweepMs,
        int maxTakeovers) {}
