package dev.verbatim.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HotSpotsTest {
    private final HotSpots spots = new HotSpots();

    @Test
    void theHeaviestComeFirstWithTheirShareOfEverything() {
        spots.add("A.cold", 1);
        spots.add("B.hot", 2);
        spots.add("B.hot", 4);
        spots.add("C.warm", 3);

        assertThat(spots.table("method", 2))
                .containsExactly("method   share", "--------------", "B.hot   60.0 %", "C.warm  30.0 %");
        assertThat(spots.total()).isEqualTo(10);
    }

    @Test
    void nothingIsATableWithoutRows() {
        assertThat(spots.table("method", 2)).hasSize(2);
    }
}
