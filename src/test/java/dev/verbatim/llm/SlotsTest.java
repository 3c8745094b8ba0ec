package dev.verbatim.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SlotsTest {
    private final AtomicLong clock = new AtomicLong(-100);
    private final Slots slots = new Slots(2, 5_000, clock::get);

    @Test
    void givesNoMorePlacesThanThereAre() {
        assertThat(slots.reserve()).isNotEqualTo(Slots.NONE);
        assertThat(slots.take()).isTrue();

        assertThat(slots.reserve()).isEqualTo(Slots.NONE);
        assertThat(slots.take()).isFalse();
    }

    @Test
    void aReservationRunsOut() {
        long slot = slots.reserve();

        clock.addAndGet(5_000);

        assertThat(slots.free()).isEqualTo(2);
        assertThat(slots.use(slot)).isFalse();
    }

    @Test
    void aReservationIsKeptUntilThen() {
        long slot = slots.reserve();

        clock.addAndGet(4_999);

        assertThat(slots.free()).isEqualTo(1);
        assertThat(slots.use(slot)).isTrue();
        clock.addAndGet(100_000);
        assertThat(slots.free()).as("a taken place does not run out").isEqualTo(1);
    }

    @Test
    void aReservationIsUsedOnce() {
        long slot = slots.reserve();

        assertThat(slots.use(slot)).isTrue();
        assertThat(slots.use(slot)).isFalse();
        assertThat(slots.used()).isEqualTo(1);
    }

    @Test
    void releasingAnUnknownOrUsedSlotChangesNothing() {
        long slot = slots.reserve();
        slots.use(slot);

        slots.release(slot);
        slots.release(77);

        assertThat(slots.used()).isEqualTo(1);
    }

    @Test
    void aFinishedReplyGivesItsPlaceBack() {
        slots.take();
        slots.take();

        slots.finish();

        assertThat(slots.reserve()).isNotEqualTo(Slots.NONE);
    }
}
