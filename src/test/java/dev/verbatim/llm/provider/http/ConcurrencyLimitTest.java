package dev.verbatim.llm.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {
    private final List<String> served = new ArrayList<>();

    private ConcurrencyLimit.Place enter(ConcurrencyLimit limit, String room, String name) {
        return Objects.requireNonNull(limit.enter(room, () -> served.add(name)));
    }

    @Test
    void roomsTakeTurnsHoweverManyWaitInOne() {
        ConcurrencyLimit limit = new ConcurrencyLimit(1, 10);
        List<ConcurrencyLimit.Place> places = new ArrayList<>();
        places.add(enter(limit, "busy", "busy-0"));
        for (String name : List.of("busy-1", "busy-2", "busy-3", "calm-1", "rare-1", "calm-2")) {
            places.add(enter(limit, name.substring(0, 4), name));
        }

        for (int i = 0; i < 7; i++) {
            places.stream().filter(ConcurrencyLimit.Place::held).forEach(ConcurrencyLimit.Place::leave);
        }

        assertThat(served).containsExactly("busy-1", "calm-1", "rare-1", "busy-2", "calm-2", "busy-3");
        assertThat(limit.running()).isZero();
    }

    @Test
    void theQueueIsBounded() {
        ConcurrencyLimit limit = new ConcurrencyLimit(1, 1);
        ConcurrencyLimit.Place running = enter(limit, "a", "a");
        ConcurrencyLimit.Place waiting = enter(limit, "a", "b");

        assertThat(limit.enter("b", () -> {})).isNull();

        waiting.leave();
        assertThat(enter(limit, "b", "c").held()).isFalse();
        running.leave();
        assertThat(served).containsExactly("c");
    }

    @Test
    void leavingTwiceIsLeavingOnce() {
        ConcurrencyLimit limit = new ConcurrencyLimit(2, 1);
        ConcurrencyLimit.Place first = enter(limit, "a", "a");
        enter(limit, "a", "b");

        first.leave();
        first.leave();

        assertThat(limit.running()).isEqualTo(1);
        assertThat(enter(limit, "a", "c").held()).isTrue();
        assertThat(enter(limit, "a", "d").held()).isFalse();
    }
}
