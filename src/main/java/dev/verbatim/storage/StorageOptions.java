package dev.verbatim.storage;

import dev.verbatim.config.LimitSettings;
import dev.verbatim.config.RetentionSettings;
import dev.verbatim.config.RoomSettings;
import dev.verbatim.config.StorageSettings;

/**
 * What storage is told when it is assembled.
 *
 * @param url of the database, {@code postgresql://…}; holds a password
 * @param leaseMs how long an owner of a reply may be silent
 * @param rooms the lobby is one of tenant {@code main}
 * @param limits of tokens
 * @param retention for how long what people said is kept
 */
public record StorageOptions(
        String url,
        StorageSettings settings,
        long leaseMs,
        RoomSettings rooms,
        LimitSettings limits,
        RetentionSettings retention) {
    /** Without limits of tokens, and everything is kept for ever. */
    public StorageOptions(String url, StorageSettings settings, long leaseMs, RoomSettings rooms) {
        this(url, settings, leaseMs, rooms, LimitSettings.NONE);
    }

    /** That keep everything for ever. */
    public StorageOptions(
            String url, StorageSettings settings, long leaseMs, RoomSettings rooms, LimitSettings limits) {
        this(url, settings, leaseMs, rooms, limits, RetentionSettings.FOREVER);
    }

    @Override
    public String toString() {
        return "StorageOptions[" + settings + ", leaseMs=" + leaseMs + ", rooms=" + rooms + ", limits=" + limits + "]";
    }

    Tenure tenure() {
        return new Tenure(leaseMs, settings.pendingSweepMs(), settings.maxTakeovers());
    }
}
