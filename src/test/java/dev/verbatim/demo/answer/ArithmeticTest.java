package dev.verbatim.demo.answer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArithmeticTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2+2                          | 4
            What is (3 + 4) * 12?        | 84
            what's 10 - 2 * 3            | 4
            2 + 2 = ?                    | 4
            Hi! How much is 1,000 + 1?   | 1001
            0.1 + 0.2                    | 0.3
            12 divided by 8              | 1.5
            1 / 3                        | 0.3333333333333333
            5 x 6 please                 | 30
            3 plus 4 times 2             | 11
            12 더하기 7은 얼마예요?      | 19
            9 ÷ 3 × 2                    | 6
            100-58 계산해 줘             | 42
            -3 + 1                       | -2
            ((2 + 3) * (4 - 1))          | 15
            5 - 5                        | 0
            """)
    void worksOutSums(String message, String result) {
        assertThat(requireNonNull(Arithmetic.in(message)).result()).isEqualTo(result);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Hello",
                "I have 3 cats",
                "Are you available 24/7 every day?",
                "Call 010-1234-5678 tomorrow",
                "Released on 2026-05-06 in Seoul",
                "version 1.2.3-4 is out",
                "((2 + 3",
                "3 + ",
                ""
            })
    void leavesOtherMessagesAlone(String message) {
        assertThat(Arithmetic.in(message)).isNull();
    }

    @Test
    void hasNoResultForADivisionByZero() {
        assertThat(requireNonNull(Arithmetic.in("7 / (3 - 3)")).result()).isNull();
    }
}
