package dev.verbatim.storage;

import dev.verbatim.config.StorageSettings;

/**
 * What storage is told when it is assembled.
 *
 * @param url of the database, {@code postgresql://…}; holds a password
 * @param leaseMs how long an owner of a reply may be silent
 * @param lobby the public room of tenant {@code main} that exists from the start
 */
public record StorageOptions(String url, StorageSettings settings, long leaseMs, String lobby) {
    @Override
    public String toString() {
        return "StorageOptions[" + settings + ", leaseMs=" + leaseMs + ", lobby=" + lobby + "]";
    }

    Tenure tenure() {
        return new Tenure(leaseMs, settings.pendingSweepMs(), settings.maxTakeovers());
    }
}
