package dev.verbatim.demo.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.demo.answer.Conversation.Role;
import dev.verbatim.demo.answer.Conversation.Turn;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponderTest {

    private final Responder responder = new Responder();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Hello",
                "안녕하세요",
                "/help",
                "/long",
                "What is 1/0 = ?",
                "Show me code",
                "/echo",
                "My name is Ada",
                "How does it work?",
                "이건 어떻게 동작해요?",
                "100% sure? %s %d",
                "",
                "👍"
            })
    void alwaysSaysThatItIsADemoAndHowToSetAKey(String message) {
        String answer = answer(message);

        assertThat(answer).containsAnyOf("demo", "데모");
        assertThat(answer).contains("OPENAI_API_KEY", "ANTHROPIC_API_KEY");
    }

    @Test
    void answersKoreanInKorean() {
        for (String question : List.of("안녕하세요", "도움말", "자바 코드 보여 줘", "넌 누구야?", "서울은 어떤 곳이에요?")) {
            String prose = answer(question).replaceAll("(?s)```.*?```|`[^`]*`|Verbatim|OpenAI|Anthropic|SQL", "");

            assertThat(prose).containsPattern("[가-힣]").doesNotContainPattern("[A-Za-z]{2,}");
        }
    }

    @Test
    void quotesWhatWasAskedBeforeWithItsNumber() {
        String answer = answer("Hello", "How do buses work?", "And trains?");

        assertThat(answer).contains("“How do buses work?”", "2nd", "3rd");
    }

    @Test
    void quotesWhatWasAskedBeforeInKorean() {
        String answer = answer("안녕하세요", "버스는 어떻게 다녀요?", "기차는요?");

        assertThat(answer).contains("“버스는 어떻게 다녀요?”", "두 번째", "세 번째");
    }

    @Test
    void showsNoContextInAFirstAnswer() {
        assertThat(answer("How do buses work?")).doesNotContain("Earlier", "Before this", "came before");
    }

    @Test
    void recallsANameSaidEarlier() {
        assertThat(answer("My name is Ada", "Nice weather", "What is my name?")).contains("**Ada**");
        assertThat(answer("제 이름은 민수예요", "제 이름이 뭐예요?")).contains("**민수** 님");
        assertThat(answer("My name is Ada", "Thanks!")).contains("Ada");
        assertThat(answer("What is my name?")).contains("have not told me");
    }

    @Test
    void recallsWhatWasAsked() {
        String answer = answer("First thing", "Second thing", "What did I say before?");

        assertThat(answer).contains("you wrote “Second thing”", "1st: “First thing”", "2nd: “Second thing”");
    }

    @Test
    void countsTheMessagesItWasSent() {
        assertThat(answer("one", "two", "How many messages did I send?")).contains("**3** messages");
        assertThat(answer("하나", "메시지를 몇 개 보냈나요?")).contains("**2개**");
    }

    @Test
    void understandsEachOfSeveralPeopleAsIfTheyWereAlone() {
        assertThat(answer("Ann: Hello", "Bo: /echo one two")).startsWith("one two\n\n");
        assertThat(answer("Ann: hi", "Bo: /help")).startsWith("Here is what you can try");
        assertThat(answer("Velvet Panda: 안녕하세요", "Keen Marten: 도움말")).startsWith("저와 이런 것들을");
    }

    @Test
    void saysYouOnlyOfWhatTheOneWhoAsksWrote() {
        String[] both = {"Ann: My name is Ada", "Bo: Do buses run?", "Ann: How many messages did I send?"};

        assertThat(answer(both)).contains("**2** messages of yours", "“My name is Ada”");
        assertThat(answer("Ann: My name is Ada", "Bo: What is my name?")).contains("have not told me");
        assertThat(answer("Ann: Do buses run?", "Bo: And trains?"))
                .contains("And trains?")
                .doesNotContain("buses", "Bo");
    }

    @Test
    void takesNobodysColonForAName() {
        assertThat(answer("Note: the sea", "Note: the sky")).contains("“Note: the sea”");
        assertThat(answer("Do buses run?", "Bo: And trains?")).contains("“Do buses run?”");
    }

    @Test
    void tellsEachPersonOnceThatTheRoomHasInstructions() {
        assertThat(instructed("You are a pirate.", "Ahoy"))
                .contains("instructions of this room")
                .doesNotContain("pirate");
        assertThat(instructed("너는 해적이다.", "안녕하세요")).contains("이 방의 지침").doesNotContain("해적");
        assertThat(instructed("You are a pirate.", "Ahoy", "And now?")).doesNotContain("instructions");
        assertThat(answer("Ahoy")).doesNotContain("instructions");
    }

    @Test
    void doesSums() {
        assertThat(answer("What is (3 + 4) * 12?")).contains("**84**");
        assertThat(answer("12 더하기 7은 얼마예요?")).contains("**19**");
        assertThat(answer("What is 7 / 0 ?")).contains("zero");
    }

    @Test
    void echoesWordForWord() {
        assertThat(answer("/echo *any* <words> 👩‍💻")).startsWith("*any* <words> 👩‍💻\n\n");
        assertThat(answer("Repeat after me: all is well")).startsWith("all is well\n\n");
        assertThat(answer("따라 해 보세요: 모두 좋아요")).startsWith("모두 좋아요\n\n");
    }

    @Test
    void showsCodeInAFencedBlock() {
        assertThat(answer("Show me code in Python")).contains("```python\n", "\n```\n");
        assertThat(answer("자바스크립트 코드 보여 주세요")).contains("```javascript\n");
        assertThat(answer("write some code")).contains("```java\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/long", "긴 이야기 들려주세요"})
    void tellsAStoryOfSeveralHundredTokens(String message) {
        assertThat(Tokens.count(answer(message))).isBetween(280, 600);
    }

    @Test
    void isTheSameForTheSameConversationAndVariesOtherwise() {
        List<String> openings = IntStream.range(0, 20)
                .mapToObj(i -> answer("Hello " + i).split("\n")[0])
                .toList();

        assertThat(answer("Hello 7")).isEqualTo(answer("Hello 7"));
        assertThat(openings.stream().distinct().count()).isGreaterThan(3);
    }

    @Test
    void understandsDecomposedKorean() {
        String decomposed = Normalizer.normalize("제 이름은 민수예요", Normalizer.Form.NFD);

        assertThat(answer(decomposed)).contains("**민수** 님");
    }

    @Test
    void quotesMarkdownLiterally() {
        String answer = answer("**bold** `code` <b>\nnext line", "And now?");

        assertThat(answer).contains("“\\*\\*bold\\*\\* \\`code\\` \\<b\\> next line”");
    }

    @Test
    void shortensLongQuotesAtWholeCharacters() {
        String answer = answer("😀".repeat(100), "And now?");

        assertThat(answer).contains("“" + "😀".repeat(60) + "…”");
    }

    @Test
    void answersAMegabyteOfHostileText() {
        String answer = answer("\u0301\u0316".repeat(250_000), "My name is ".repeat(50_000), "Hello");

        assertThat(answer).contains("demo", "3rd");
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void answersAConversationWithoutAQuestion(Role role) {
        Conversation conversation = new Conversation("", List.of(new Turn(role, "")));

        assertThat(responder.answer(conversation)).contains("demo");
    }

    private String answer(String... messages) {
        return instructed("", messages);
    }

    private String instructed(String system, String... messages) {
        List<Turn> turns = new ArrayList<>();
        for (String message : messages) {
            turns.add(new Turn(Role.USER, message));
            turns.add(new Turn(Role.ASSISTANT, "…"));
        }
        return responder.answer(new Conversation(system, turns.subList(0, turns.size() - 1)));
    }
}
