package dev.verbatim.storage;

import dev.verbatim.config.LimitSettings;
import dev.verbatim.config.RetentionSettings;
import dev.verbatim.config.StorageSettings;

/**
 * What storage is told when it is assembled.
 *
 * @param url of the database, {@code postgresql://…}; holds a password
 * @param leaseMs how long an owner of a reply may be silent
 * @param lobby the public room of tenant {@code main} that exists from the start
 * @param maxOpenReplies of one room, the running one included; 1 to 1000
 * @param limits of tokens
 * @param retention for how long what people said is kept
 */
public record StorageOptions(
        String url,
        StorageSettings settings,
        long leaseMs,
        String lobby,
        int maxOpenReplies,
        LimitSettings limits,
        RetentionSettings retention) {
    /** Without limits of tokens. */
    public StorageOptions(String url, StorageSettings settings, long leaseMs, String lobby, int maxOpenReplies) {
        this(url, settings, leaseMs, lobby, maxOpenReplies, LimitSettings.NONE);
    }

    /** That keep everything for ever. */
    public StorageOptions(
            String url,
            StorageSettings settings,
            long leaseMs,
            String lobby,
            int maxOpenReplies,
            LimitSettings limits) {
        this(url, settings, leaseMs, lobby, maxOpenReplies, limits, RetentionSettings.FOREVER);
    }

    @Override
    public String toString() {
        return "StorageOptions[" + settings + ", leaseMs=" + leaseMs + ", lobby=" + lobby + ", maxOpenReplies="
                + maxOpenReplies + ", limits=" + limits + "]";
    }

    Tenure tenure() {
        return new Tenure(leaseMs, settings.pendingSweepMs(), settings.maxTakeovers());
    }
}
