package dev.verbatim.storage;

import dev.verbatim.config.StorageSettings;

/**
 * How much a lane holds, and for how long.
 *
 * @param maxBatchRows most asks in one call
 * @param maxQueueRows most asks that wait or are under way
 * @param maxQueueBytes their text in bytes
 * @param patienceMs how long an ask is tried before it fails
 */
record LaneLimits(int maxBatchRows, int maxQueueRows, long maxQueueBytes, long patienceMs) {
    /** Text of one call; a single ask may be larger. */
    static final long MAX_BATCH_BYTES = 4L << 20;

    /** Patience is counted in this many steps. */
    static final long PATIENCE_TICKS = 20;

    /** Claims bring whole prompts back: fewer of them at once. */
    static final int MAX_CLAIMS = 64;

    static LaneLimits ofWrites(StorageSettings settings) {
        return new LaneLimits(
                settings.maxBatchRows(),
                settings.maxQueueRows(),
                settings.maxQueueBytes(),
                settings.statementTimeoutMs());
    }

    static LaneLimits ofClaims(StorageSettings settings) {
        return ofWrites(settings).withBatch(Math.min(MAX_CLAIMS, settings.maxBatchRows()));
    }

    /** Each ask is a call of its own. */
    static LaneLimits ofSingles(StorageSettings settings) {
        return ofWrites(settings).withBatch(1);
    }

    long tickMs() {
        return Math.max(1, patienceMs / PATIENCE_TICKS);
    }

    private LaneLimits withBatch(int rows) {
        return new LaneLimits(rows, maxQueueRows, maxQueueBytes, patienceMs);
    }
}
