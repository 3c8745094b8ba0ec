package dev.verbatim.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class O200kTokenCounterTest {
    private static final TokenCounter COUNTER = new O200kTokenCounter();

    @Test
    void countsAsTheVocabularyDoes() {
        assertThat(COUNTER.count("")).isZero();
        assertThat(COUNTER.count("hello world")).isEqualTo(2);
    }

    @Test
    void marksOfTheVocabularyAreOrdinaryText() {
        assertThat(COUNTER.count("<|endoftext|>")).isGreaterThan(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain text",
                "안녕하세요, 반갑습니다",
                "日本語の文章",
                "\uD83D\uDE00\uD83D\uDE03",
                "zzzzqqqq",
                "\u0001\u0002",
                "é"
            })
    void neverCountsMoreThanTheBytes(String text) {
        assertThat(COUNTER.count(text)).isBetween(1, Utf8.length(text));
        assertThat(Utf8.length(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void aVeryLongTextIsTakenToBeLikeItsBeginning() {
        String sentence = "All work and no play. ";
        String half = sentence.repeat(O200kTokenCounter.MAX_CHARS / sentence.length());

        int once = COUNTER.count(half);

        assertThat(COUNTER.count(half + half)).isBetween(2 * once - 10, 2 * once + 10);
    }
}
