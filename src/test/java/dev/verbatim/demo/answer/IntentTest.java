package dev.verbatim.demo.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntentTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /echo hi                                  | ECHO
            Repeat after me: all is well              | ECHO
            따라 해 보세요: 안녕                      | ECHO
            /long                                     | LONG_STORY
            Please tell me a very nice story          | LONG_STORY
            긴 이야기 들려주세요                      | LONG_STORY
            재미있는 이야기 해 줘                     | LONG_STORY
            What is my name?                          | NAME_ASKED
            제 이름이 뭐예요?                         | NAME_ASKED
            내 이름 기억해?                           | NAME_ASKED
            Hi, my name is Ada                        | NAME_GIVEN
            제 이름은 민수예요                        | NAME_GIVEN
            How many messages did I send?             | COUNT
            제가 메시지를 몇 개 보냈나요?             | COUNT
            지금까지 몇 번 질문했죠?                  | COUNT
            What did I ask before?                    | RECALL
            아까 제가 뭐라고 했죠?                    | RECALL
            What is 2 + 2?                            | SUM
            12 곱하기 3은?                            | SUM
            Show me code in Python                    | CODE
            write me a small function                 | CODE
            파이썬 코드 보여 주세요                   | CODE
            Who are you?                              | ABOUT
            Are you a real model?                     | ABOUT
            How do I set an API key?                  | ABOUT
            넌 누구야?                                | ABOUT
            help                                      | HELP
            What can you do?                          | HELP
            뭘 할 수 있어요?                          | HELP
            Thanks a lot                              | THANKS
            고마워요!                                 | THANKS
            bye                                       | FAREWELL
            안녕히 계세요                             | FAREWELL
            Hello!                                    | GREETING
            안녕하세요                                | GREETING
            How does an event bus work?               | TOPIC
            이벤트 버스는 어떻게 동작하나요?          | TOPIC
            """)
    void tellsWhatAMessageWants(String message, Intent intent) {
        assertThat(Intent.of(message)).isEqualTo(intent);
    }
}
