package dev.verbatim.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OwnHealthTest {
    private static final long LEASE = 4_000;

    private final AtomicLong clock = new AtomicLong(-10_000);
    private final OwnHealth health = new OwnHealth(LEASE, clock::get);

    @Test
    void beforeTheFirstBeatNothingMayBeTakenOver() {
        assertThat(health.mayTakeOver()).isFalse();
    }

    @Test
    void afterOneFullLeaseOfBeatsItMay() {
        beatFor(3_999);
        assertThat(health.mayTakeOver()).isFalse();

        beatFor(1);
        assertThat(health.mayTakeOver()).isTrue();
    }

    @Test
    void oneFailureBeginsAnew() {
        beatFor(LEASE);
        health.failed();

        assertThat(health.mayTakeOver()).isFalse();
        beatFor(LEASE - 1);
        assertThat(health.mayTakeOver()).isFalse();
        beatFor(1);
        assertThat(health.mayTakeOver()).isTrue();
    }

    @Test
    void whoeverSleptForALeaseBeginsAnew() {
        beatFor(LEASE);

        clock.addAndGet(LEASE + 1);
        assertThat(health.mayTakeOver()).as("before its next beat").isFalse();
        health.succeeded();
        assertThat(health.mayTakeOver()).as("after one").isFalse();
    }

    private void beatFor(long ms) {
        health.succeeded();
        for (long left = ms; left > 0; left -= 500) {
            clock.addAndGet(Math.min(left, 500));
            health.succeeded();
        }
    }
}
