package dev.verbatim.demo.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {

    @Test
    void cutsWordsWithTheSpaceBeforeThem() {
        List<String> pieces = Tokens.split("Hello big world!");

        assertThat(pieces).containsExactly("Hello", " big", " world", "!");
    }

    @Test
    void cutsKoreanIntoSyllablePairs() {
        List<String> pieces = Tokens.split("안녕하세요 여러분");

        assertThat(pieces).containsExactly("안녕", "하세", "요", " 여러", "분");
    }

    @Test
    void keepsAnEmojiWhole() {
        List<String> pieces = Tokens.split("👩‍💻👍🏽🇰🇷");

        assertThat(pieces).containsExactly("👩‍💻", "👍🏽", "🇰🇷");
    }

    @Test
    void countsAMegabyteOfCombiningMarks() {
        assertThat(Tokens.count("\u0301\u0316".repeat(500_000))).isBetween(100_000, 150_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "plain words, 12345 and 3.14\n\n\tindented\r\nend ",
                "한국어와 English 섞인 글 👩‍💻👍🏽🇰🇷 漢字 かな é à 𝒳𝒴",
                "lone \ud83d surrogate \ude00 and \ud83d",
                "```java\nint x = 1;\n```"
            })
    void losesNothingAndSplitsNoSurrogatePair(String text) {
        List<String> pieces = Tokens.split(text);

        assertThat(String.join("", pieces)).isEqualTo(text);
        assertThat(Tokens.count(text)).isEqualTo(pieces.size());
        for (int i = 1; i < pieces.size(); i++) {
            String before = pieces.get(i - 1);
            boolean splitsPair = Character.isSurrogatePair(
                    before.charAt(before.length() - 1), pieces.get(i).charAt(0));
            assertThat(splitsPair).isFalse();
        }
    }
}
