package dev.verbatim.storage;

import dev.verbatim.config.LimitSettings;
import dev.verbatim.config.RoomSettings;
import dev.verbatim.config.StorageSettings;

/** Storage's options in tests: the defaults, with what a test changes. */
final class StorageSetup {
    private final String url;
    private int instances = 1;
    private long leaseMs = 4000;
    private long pendingSweepMs = 2000;
    private int maxTakeovers = 2;
    private long statementTimeoutMs = 5000;
    private int maxQueueRows = 10_000;
    private long maxQueueBytes = 64L << 20;
    private int maxBatchRows = 256;
    private int maxOpenReplies = 50;
    private int maxOwned = 200;
    private LimitSettings limits = LimitSettings.NONE;

    private StorageSetup(String url) {
        this.url = url;
    }

    static StorageSetup on(String url) {
        return new StorageSetup(url);
    }

    StorageSetup instances(int count) {
        instances = count;
        return this;
    }

    StorageSetup leaseMs(long ms) {
        leaseMs = ms;
        return this;
    }

    StorageSetup pendingSweepMs(long ms) {
        pendingSweepMs = ms;
        return this;
    }

    StorageSetup maxTakeovers(int count) {
        maxTakeovers = count;
        return this;
    }

    StorageSetup statementTimeoutMs(long ms) {
        statementTimeoutMs = ms;
        return this;
    }

    StorageSetup queue(int rows, long bytes) {
        maxQueueRows = rows;
        maxQueueBytes = bytes;
        return this;
    }

    StorageSetup maxBatchRows(int rows) {
        maxBatchRows = rows;
        return this;
    }

    StorageSetup maxOpenReplies(int count) {
        maxOpenReplies = count;
        return this;
    }

    StorageSetup maxOwned(int count) {
        maxOwned = count;
        return this;
    }

    StorageSetup limits(LimitSettings settings) {
        limits = settings;
        return this;
    }

    StorageOptions options() {
        StorageSettings settings = new StorageSettings(
                instances,
                2,
                1,
                maxBatchRows,
                maxQueueRows,
                maxQueueBytes,
                statementTimeoutMs,
                pendingSweepMs,
                maxTakeovers);
        return new StorageOptions(
                url, settings, leaseMs, new RoomSettings(false, "lobby", maxOpenReplies, maxOwned), limits);
    }

    /** Deploys it. */
    StorageRoom start() {
        return new StorageRoom(options());
    }
}
