package dev.verbatim.chat.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.chat.connection.FrameRate.Verdict;
import org.junit.jupiter.api.Test;

class RatesTest {
    @Test
    void eachHasItsOwnBucketAndKeepsIt() {
        Rates rates = new Rates(1, 2, 100);

        assertThat(rates.of("ada", 0).count(0)).isEqualTo(Verdict.WITHIN);
        assertThat(rates.of("ada", 0).count(0)).isEqualTo(Verdict.WITHIN);
        assertThat(rates.of("ada", 0).count(0)).isEqualTo(Verdict.OVER);
        assertThat(rates.of("bob", 0).count(0)).isEqualTo(Verdict.WITHIN);
    }

    @Test
    void onlySoManyAreRemembered() {
        Rates rates = new Rates(1, 2, 100);

        for (int i = 0; i < 100_000; i++) {
            rates.of("n" + i, 0).count(0);
        }

        assertThat(rates.size()).isLessThanOrEqualTo(100);
    }
}
