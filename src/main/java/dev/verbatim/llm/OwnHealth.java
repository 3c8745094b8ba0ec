package dev.verbatim.llm;

import java.util.function.LongSupplier;

/**
 * Whether our own beats have reached storage for one full lease, without a failure and without a gap. Before that an expired lease of
 * somebody else says nothing: we may be the one who was cut off or asleep. Event loop only.
 */
final class OwnHealth {
    private final long leaseMs;
    private final LongSupplier clock;
    private boolean healthy;
    private long healthySince;
    private long lastSuccess;

    OwnHealth(long leaseMs, LongSupplier clock) {
        this.leaseMs = leaseMs;
        this.clock = clock;
    }

    /** A beat was answered. */
    void succeeded() {
        long now = clock.getAsLong();
        if (!healthy || now - lastSuccess > leaseMs) {
            healthySince = now;
        }
        healthy = true;
        lastSuccess = now;
    }

    /** A beat was not answered. */
    void failed() {
        healthy = false;
    }

    boolean isHealthy() {
        return healthy;
    }

    /** Whether an expired lease of another owner may be taken to mean that it is gone. */
    boolean mayTakeOver() {
        boolean recent = clock.getAsLong() - lastSuccess <= leaseMs;
        return healthy && recent && lastSuccess - healthySince >= leaseMs;
    }
}
