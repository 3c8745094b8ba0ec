package dev.verbatim.demo.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.demo.answer.Conversation.Role;
import dev.verbatim.demo.answer.Conversation.Turn;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Hello there                                    | ENGLISH
            안녕하세요                                     | KOREAN
            Vert.x event bus가 뭐예요?                     | KOREAN
            React useState hook 설명해줘                   | KOREAN
            What does 안녕하세요 mean?                     | ENGLISH
            What is the meaning of 안녕하세요              | ENGLISH
            이 코드 설명해 줘: `public static void main()` | KOREAN
            Tell me about Seoul in Korean                  | KOREAN
            자기소개를 영어로 해 주세요                    | ENGLISH
            /echo 안녕                                     | KOREAN
            1 + 1                                          | ENGLISH
            Was ist das?                                   | ENGLISH
            """)
    void tellsTheLanguageOfAMessage(String message, Language language) {
        assertThat(Language.of(conversation("", message))).isEqualTo(language);
    }

    @Test
    void keepsTheLanguageWhenAMessageHasNone() {
        assertThat(Language.of(conversation("", "안녕하세요", "12 * 12"))).isEqualTo(Language.KOREAN);
        assertThat(Language.of(conversation("", "안녕하세요", "/long"))).isEqualTo(Language.KOREAN);
        assertThat(Language.of(conversation("", "안녕하세요", "Hello", "👍"))).isEqualTo(Language.ENGLISH);
    }

    @Test
    void obeysTheSystemPromptFirst() {
        assertThat(Language.of(conversation("반드시 한국어로 답하세요.", "Hello"))).isEqualTo(Language.KOREAN);
        assertThat(Language.of(conversation("Always answer in English.", "안녕하세요")))
                .isEqualTo(Language.ENGLISH);
    }

    private static Conversation conversation(String system, String... texts) {
        List<Turn> turns =
                Stream.of(texts).map(text -> new Turn(Role.USER, text)).toList();
        return new Conversation(system, turns);
    }
}
