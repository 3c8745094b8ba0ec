package dev.verbatim.storage;

import dev.verbatim.config.RetentionSettings;
import dev.verbatim.config.StorageSettings;

/**
 * What storage is told when it is assembled.
 *
 * @param url of the database, {@code postgresql://…}; holds a password
 * @param leaseMs how long an owner of a reply may be silent
 * @param lobby the public room of tenant {@code main} that exists from the start
 * @param maxOpenReplies of one room, the running one included; 1 to 1000
 * @param retention for how long what people said is kept
 */
public record StorageOptions(
        String url, StorageSettings settings, long leaseMs, String lobby, int maxOpenReplies, RetentionSettings retention) {
    /** Options that keep everything for ever. */
    public StorageOptions(String url, StorageSettings settings, long leaseMs, String lobby, int maxOpenReplies) {
        this(url, settings, leaseMs, lobby, maxOpenReplies, RetentionSettings.FOREVER);
    }

    @Override
    public String toString() {
        return "StorageOptions[" + settings + ", leaseMs=" + leaseMs + ", lobby=" + lobby + ", maxOpenReplies="
                + maxOpenReplies + "]";
    }

    Tenure tenure() {
        return new Tenure(leaseMs, settings.pendingSweepMs(), settings.maxTakeovers());
    }
}
