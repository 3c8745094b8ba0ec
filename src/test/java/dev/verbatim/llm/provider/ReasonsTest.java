package dev.verbatim.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReasonsTest {
    private final Reasons reasons = new Reasons("openai", List.of("plainsecret", "othersecret"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Incorrect API key provided: Zq81x. See your account.",
                "Incorrect API key provided: Zq81x",
                "key plainsecret is wrong",
                "sk-proj-Zq81x_abc is wrong",
                "sk-ant-Zq81x0123 is wrong",
                "gsk_Zq81x0123456 is wrong",
                "xai-Zq81x0123456 is wrong",
                "AIzaZq81x0123456 is wrong",
                "header Authorization: Bearer Zq81x0123 refused",
                "GET https://host/path?key=Zq81x&a=b failed",
                "GET https://user:Zq81x@host/path failed"
            })
    void nothingThatLooksLikeAKeyIsShown(String message) {
        assertThat(reasons.clean(message))
                .doesNotContain("Zq81x", "plainsecret")
                .contains("[hidden]");
    }

    @Test
    void ordinaryWordsStay() {
        String message =
                "The model `gpt-5-mini` does not exist; use max_completion_tokens, not max_tokens (invalid_api_key).";

        assertThat(reasons.clean(message)).isEqualTo(message);
    }

    @Test
    void aReasonIsOneShortLineWithoutControlCharacters() {
        String clean = reasons.clean("a\r\nb\u0000\u001b[31mc\u202Ed\uD83D" + "e".repeat(10_000));

        assertThat(clean).startsWith("a b [31mc d\uFFFDee").hasSize(300).endsWith("…");
    }

    @Test
    void theCutNeverSplitsACharacter() {
        String clean = reasons.clean("\uD83D\uDE42".repeat(400));

        assertThat(WellFormed.of(clean)).isEqualTo(clean);
    }
}
