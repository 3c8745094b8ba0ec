package dev.verbatim.chat.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.chat.connection.FrameRate.Verdict;
import org.junit.jupiter.api.Test;

class FrameRateTest {
    private final FrameRate rate = new FrameRate(10, 0);

    private Verdict last(int frames, long atMs) {
        Verdict verdict = Verdict.WITHIN;
        for (int i = 0; i < frames; i++) {
            verdict = rate.count(atMs);
        }
        return verdict;
    }

    @Test
    void twiceTheRateMayComeAtOnce() {
        assertThat(last(20, 0)).isEqualTo(Verdict.WITHIN);
        assertThat(last(1, 0)).isEqualTo(Verdict.OVER);
        assertThat(rate.waitMs()).isEqualTo(200);
    }

    @Test
    void theSustainedRateIsNeverOver() {
        for (int i = 0; i < 1000; i++) {
            assertThat(rate.count(i * 100L)).isEqualTo(Verdict.WITHIN);
        }
    }

    @Test
    void whoWaitsIsWithinAgain() {
        last(21, 0);

        assertThat(last(1, 200)).isEqualTo(Verdict.WITHIN);
    }

    @Test
    void whoGoesOnIsFlooding() {
        assertThat(last(39, 0)).isEqualTo(Verdict.OVER);
        assertThat(last(1, 0)).isEqualTo(Verdict.FLOOD);
    }

    @Test
    void silenceIsNotSavedUpBeyondTheBurst() {
        assertThat(last(20, 1_000_000)).isEqualTo(Verdict.WITHIN);
        assertThat(last(1, 1_000_000)).isEqualTo(Verdict.OVER);
    }
}
