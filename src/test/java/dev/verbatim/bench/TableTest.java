package dev.verbatim.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void alignsNamesToTheLeftAndFiguresToTheRight() {
        List<String> lines = Table.lines(List.of(List.of("name", "n"), List.of("a", "100")));

        assertThat(lines).containsExactly("name    n", "---------", "a     100");
    }
}
