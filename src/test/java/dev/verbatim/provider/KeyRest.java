package dev.verbatim.provider;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** How long a key that a test's provider refuses is left alone: as short as configuration allows, and let pass before the next request. */
final class KeyRest {
    /** Milliseconds. */
    static final long MS = 10;

    private KeyRest() {}

    /** Returns when each key that was refused before this call may be asked for again. */
    static void letPass() {
        long over = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MS);
        Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> System.nanoTime() - over > 0);
    }
}
