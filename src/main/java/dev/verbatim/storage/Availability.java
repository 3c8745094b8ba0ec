package dev.verbatim.storage;

import java.util.function.BooleanSupplier;

/**
 * Whether asks are admitted now, and whom a lost connection makes look at the database. Event loop only.
 *
 * @param open admits
 * @param suspicion run when a connection is lost
 */
record Availability(BooleanSupplier open, Runnable suspicion) {
    boolean isOpen() {
        return open.getAsBoolean();
    }
}
