package dev.verbatim.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CleanTextTest {
    @Test
    void goodTextIsTheSameReference() {
        String text = "héllo 한국어 \uD83D\uDE00\n";

        assertThat(CleanText.clean(text)).isSameAs(text);
    }

    @Test
    void nulIsReplacedSoThatLengthsStay() {
        assertThat(CleanText.clean("\0a\0\0b\0")).isEqualTo("\uFFFDa\uFFFD\uFFFDb\uFFFD");
        assertThat(CleanText.clean("\0")).isEqualTo("\uFFFD");
    }

    @Test
    void halfOfASurrogatePairIsReplaced() {
        assertThat(CleanText.clean("a\uD83D")).isEqualTo("a\uFFFD");
        assertThat(CleanText.clean("\uDE00a")).isEqualTo("\uFFFDa");
        assertThat(CleanText.clean("\uD83D\uD83D\uDE00\uDE00")).isEqualTo("\uFFFD\uD83D\uDE00\uFFFD");
        assertThat(CleanText.clean("\uDE00\uD83D")).isEqualTo("\uFFFD\uFFFD");
    }

    @Test
    void nothingStaysNothing() {
        assertThat(CleanText.cleanOrNull(null)).isNull();
        assertThat(CleanText.clean("")).isEmpty();
    }
}
