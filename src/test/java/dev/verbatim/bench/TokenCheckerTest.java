package dev.verbatim.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenCheckerTest {
    private static final long STAMP = 0x12_3456_789aL;
    private static final long LATER = STAMP + 250;

    private final List<Integer> arrived = new ArrayList<>();
    private final TokenChecker checker = new TokenChecker((sequence, now) -> arrived.add(sequence));
    private final Tally tally = new Tally();

    @Test
    void countsTheTokensOfOneDelta() {
        checker.begin();

        int completed = accept(token(0) + token(1) + token(2));
        checker.end(3, tally);

        assertThat(completed).isEqualTo(3);
        assertThat(tally.tokens).isEqualTo(3);
        assertFaults(0, 0, 0, 0);
    }

    @Test
    void joinsATokenThatIsCutAnywhere() {
        String text = token(0) + token(1);
        for (int cut = 0; cut <= text.length(); cut++) {
            checker.begin();

            int completed = accept(text.substring(0, cut)) + accept(text.substring(cut));
            checker.end(2, tally);

            assertThat(completed).as("cut at %d", cut).isEqualTo(2);
            assertFaults(0, 0, 0, 0);
        }
    }

    @Test
    void measuresTheAgeOfAToken() {
        checker.begin();

        accept(token(0));

        assertThat(tally.latency.getMaxValue()).isEqualTo(LATER - STAMP);
    }

    @Test
    void countsTokensThatNeverCame() {
        checker.begin();

        accept(token(0) + token(3));
        checker.end(5, tally);

        assertFaults(3, 0, 0, 0);
    }

    @Test
    void countsATokenThatCameAgain() {
        checker.begin();

        accept(token(0) + token(1) + token(1) + token(0));
        checker.end(2, tally);

        assertFaults(0, 2, 0, 0);
    }

    @Test
    void countsATokenThatCameLateAsReorderedAndNotAsLost() {
        checker.begin();

        accept(token(0) + token(2) + token(1) + token(3));
        checker.end(4, tally);

        assertFaults(0, 0, 1, 0);
    }

    @Test
    void tellsOfATokensFirstArrivalOnly() {
        checker.begin();

        accept(token(0) + token(2) + token(1) + token(2));

        assertThat(arrived).containsExactly(0, 2, 1);
    }

    @Test
    void countsWhatBelongsToNoTokenAndFindsTheNextOne() {
        checker.begin();

        accept("ab" + token(0) + token(1).substring(0, 7) + token(1));
        checker.end(2, tally);

        assertThat(tally.tokens).isEqualTo(2);
        assertFaults(0, 0, 0, 9);
    }

    @Test
    void countsTheBeginningOfATokenThatNeverEnded() {
        checker.begin();

        accept(token(0) + token(1).substring(0, 15));
        checker.end(2, tally);

        assertFaults(1, 0, 0, 15);
    }

    @Test
    void beginsEveryAnswerAnew() {
        checker.begin();
        accept(token(0) + "~12");
        checker.begin();

        accept(token(0));
        checker.end(1, tally);

        assertFaults(0, 0, 0, 0);
    }

    private int accept(String text) {
        return checker.accept(text.getBytes(US_ASCII), 0, text.length(), LATER, tally);
    }

    private void assertFaults(long lost, long doubled, long reordered, long garbled) {
        assertThat(tally.lost).as("lost").isEqualTo(lost);
        assertThat(tally.doubled).as("doubled").isEqualTo(doubled);
        assertThat(tally.reordered).as("reordered").isEqualTo(reordered);
        assertThat(tally.garbled).as("garbled").isEqualTo(garbled);
    }

    private static String token(int sequence) {
        byte[] text = new byte[TokenText.LENGTH];
        TokenText.write(text, 0, STAMP, sequence);
        return new String(text, US_ASCII);
    }
}
