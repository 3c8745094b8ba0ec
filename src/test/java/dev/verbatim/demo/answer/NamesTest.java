package dev.verbatim.demo.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            My name is Ada.                        | Ada
            hi, my name is john and I like tea     | John
            My name is Mary Jane and I am new      | Mary Jane
            Please call me Bo                      | Bo
            My name's O'Neil                       | O'Neil
            제 이름은 민수입니다                   | 민수
            안녕하세요, 제 이름은 지훈이에요!      | 지훈
            내 이름은 이고은이야                   | 이고은
            제 이름은 민수예요. 반가워요           | 민수
            제 이름은 Ada예요                      | Ada
            제 이름은 서연이고 학생이에요          | 서연
            제 이름은 알렉스예요                   | 알렉스
            저를 민수라고 불러 주세요              | 민수
            """)
    void findsTheName(String message, String name) {
        assertThat(Names.in(message)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "What is my name?",
                "my name is not important",
                "call me when you are done",
                "제 이름은 뭐예요?",
                "제 이름은 뭐였죠?",
                "내 이름은 알고 있어?",
                "이걸 뭐라고 불러요?",
                "Hello"
            })
    void findsNoneWhereNoneIsGiven(String message) {
        assertThat(Names.in(message)).isNull();
    }

    @Test
    void takesTheLatest() {
        assertThat(Names.lastIn(List.of("My name is Ada", "My name is Bo", "Hello")))
                .isEqualTo("Bo");
    }
}
