package dev.verbatim.demo.answer;

import java.util.List;

/** Korean, in the polite style of everyday conversation. */
final class KoreanVoice implements Voice {

    private static final List<String> ORDINALS = List.of("첫", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열");

    private static final List<String> TOPICS = List.of("""
            %1$s – 진짜 모델이라면 여기서부터 대답을 이어 갔을 거예요. 제가 말씀드릴 수 있는 건 이 정도예요.

            - 보내 주신 글은 온전히 도착했고, 대략 **%2$d토큰**이에요
            - 이 대화에서 저에게 보내 주신 **%3$s 번째** 메시지예요
            - 이 답변도 모델의 답변과 똑같이 한 마디씩 전송되고 저장돼요""", """
            %1$s, 잘 읽었어요. 멋진 대답을 드리고 싶지만 저는 데모라서 외우고 있는 게 몇 가지뿐이에요. \
            계산, 짧은 코드, 이야기 한 편, 그리고 **앞에서 하신 말씀**이요.

            `/help`를 입력하시면 목록을 보여 드릴게요.""", """
            이건 진짜 모델에게 물어보시는 게 좋겠어요: %1$s

            그동안 모델 없이도 되는 것 세 가지를 알려 드릴게요.

            1. `12 곱하기 34는 얼마예요?`
            2. `자바 코드 보여 주세요`
            3. `긴 이야기 들려주세요` – 중간에 *정지*를 누르거나 새로고침해 보세요""", """
            %1$s라고 적어 주셨네요. 제 어림으로는 **%2$d토큰**쯤 돼요. 뜻을 헤아리지는 못하지만, \
            대답이 어떻게 *도착하는지*는 보여 드릴 수 있어요. 한 마디씩, 순서대로, 딱 한 번씩이요.""");

    @Override
    public String greeting(Memory memory) {
        String rest = memory.variety()
                .pick(
                        "greeting",
                        List.of(
                                "저는 **Verbatim의 데모**예요. 채팅을 바로 써 보실 수 있도록 여기 있어요." + " 무엇이든 물어보시거나 `/help`를 입력해 보세요.",
                                "**Verbatim 데모**와 이야기하고 계세요. 아무 말씀이나 건네시고, 답이 한 마디씩 도착하는 걸 지켜보세요.",
                                "**Verbatim의 데모**입니다. 계산을 시켜 보시거나, 코드를 부탁하시거나, 이름을 알려 주세요."));
        return "안녕하세요" + addressed(memory) + "! " + rest;
    }

    @Override
    public String farewell(Memory memory) {
        return "안녕히 가세요" + addressed(memory) + ". 들러 주셔서 고마워요. 다시 오실 때까지 이 방이 모든 말을 간직하고 있을게요.";
    }

    @Override
    public String thanks(Memory memory) {
        return memory.variety()
                .pick("thanks", List.of("천만에요%s!", "도움이 되었다니 기뻐요%s.", "별말씀을요%s. 언제든지요."))
                .formatted(addressed(memory));
    }

    @Override
    public String help(Memory memory) {
        return """
                저와 이런 것들을 해 보실 수 있어요%s.

                - **계산**: `(3 + 4) * 12는 얼마예요?`
                - **코드**: `파이썬 코드 보여 주세요` (자바, 자바스크립트, 타입스크립트, SQL, 셸도 있어요)
                - **긴 답변**: `긴 이야기 들려주세요` – 중간에 *정지*를 누르거나 새로고침해 보기 좋아요
                - **이름**: `제 이름은 민수예요`, 그리고 나중에 `제 이름이 뭐예요?`
                - **기억**: `아까 제가 뭐라고 했죠?`, `메시지를 몇 개 보냈나요?`
                - **따라 말하기**: `/echo 아무 말이나`
                - **영어**: `Hello!`""".formatted(addressed(memory));
    }

    @Override
    public String about(Memory memory) {
        return "저는 **Verbatim의 데모 제공자**예요. 이 컴퓨터에서 도는 작은 프로그램이고, OpenAI나 Anthropic과 똑같은"
                + " 방식으로 통신하지만 답은 간단한 규칙 몇 가지로 만들어요.\n\n진짜 모델과 이야기하시려면:\n\n"
                + "1. 환경 변수 `OPENAI_API_KEY`나 `ANTHROPIC_API_KEY`를 설정하고,\n"
                + "2. Verbatim을 다시 시작한 다음,\n3. 방에서 모델을 골라 주세요.";
    }

    @Override
    public String echo(Memory memory) {
        String words = memory.quotedRequest();
        return words.isEmpty() ? "따라 할 말을 적어 주세요: `/echo 이렇게요`." : words;
    }

    @Override
    public String story(Memory memory) {
        return Story.KOREAN.tell(memory.variety());
    }

    @Override
    public String nameGiven(Memory memory) {
        return memory.variety()
                .pick(
                        "name",
                        List.of(
                                "반가워요, **%s** 님! 이 대화가 함께 전해지는 동안은 이름을 기억하고 있을게요.",
                                "만나서 반갑습니다, **%s** 님. 나중에 이름을 한번 물어봐 주세요.", "**%s** 님이시군요! 한 글자씩 보내 드리기에도 참 좋은 이름이네요."))
                .formatted(memory.name());
    }

    @Override
    public String nameAsked(Memory memory) {
        return memory.name() == null
                ? "아직 알려 주지 않으셨어요. `제 이름은 …예요`라고 적으신 다음 다시 물어봐 주세요."
                : "**" + memory.name() + "** 님이시죠. 이 대화에서 알려 주셨어요.";
    }

    @Override
    public String count(Memory memory) {
        return memory.isFirst()
                ? "**한 개**예요. 지금 이 메시지가 저에게 처음 보내 주신 메시지거든요."
                : "지금 것까지 모두 **" + memory.number() + "개**의 메시지를 저에게 보내 주셨어요. 첫 번째로는 "
                        + Quote.of(memory.earlier().get(0)) + "라고 하셨어요.";
    }

    @Override
    public String recall(Memory memory) {
        if (memory.isFirst()) {
            return "이 메시지가 저에게 처음 보내 주신 메시지라서, 아직 그 앞에는 아무것도 없어요.";
        }
        StringBuilder list =
                new StringBuilder("바로 앞에서는 " + Quote.of(memory.previous()) + "라고 하셨어요. 최근 메시지를 순서대로 보여 드릴게요.\n");
        for (int i = Math.max(0, memory.earlier().size() - 5);
                i < memory.earlier().size();
                i++) {
            list.append("\n- ")
                    .append(ordinal(i + 1))
                    .append(" 번째: ")
                    .append(Quote.of(memory.earlier().get(i)));
        }
        return list.toString();
    }

    @Override
    public String sum(Memory memory, Arithmetic.Sum sum) {
        String expression = "`" + sum.expression() + "`";
        if (sum.result() == null) {
            return expression + ", 0으로 나누는 식이네요. 여기에 맞는 수는 아직 아무도 찾지 못했어요.";
        }
        return memory.variety()
                .pick("sum", List.of("계산해 보니 %s = **%s**이에요.", "이건 정말로 할 수 있어요: %s = **%s**", "답은 이렇습니다. %s = **%s**"))
                .formatted(expression, sum.result());
    }

    @Override
    public String code(Memory memory, CodeSample sample) {
        String opening = memory.variety()
                .pick("code", List.of("제가 외우고 있는 짧은 코드예요.", "네, 여기 있어요. 짧지만 잘 돌아갑니다.", "작은 모음집에서 하나 꺼내 왔어요."));
        return opening + "\n\n" + sample.block() + "\n\n진짜 모델이라면 부탁하신 대로 써 드렸을 거예요. 저는 코드가 어떤 모습으로 도착하는지 보여 드려요.";
    }

    @Override
    public String topic(Memory memory) {
        String quote = Quote.of(memory.question());
        return memory.variety()
                .pick("topic", TOPICS)
                .formatted(quote, memory.questionTokens(), ordinal(memory.number()));
    }

    @Override
    public String context(Memory memory) {
        String wording = memory.variety()
                .pick(
                        "context",
                        List.of(
                                "조금 전에는 %s라고 하셨어요. 그게 %s 번째 메시지였고, 이번이 %s 번째예요.",
                                "앞에서 하신 말씀도 기억해요. %s, %s 번째 메시지였죠. 지금은 %s 번째예요.",
                                "참, 바로 앞에서는 %s라고 하셨지요(%s 번째 메시지). 이번 메시지는 %s 번째입니다."));
        return wording.formatted(Quote.of(memory.previous()), ordinal(memory.number() - 1), ordinal(memory.number()));
    }

    @Override
    public String instructions(Memory memory) {
        return "이 방의 지침도 대략 **" + memory.instructionTokens() + "토큰** 함께 받았어요. 진짜 모델은 지침을 따르지만 데모는 그러지 못해요.";
    }

    @Override
    public String disclosure(Memory memory) {
        return memory.variety()
                .pick(
                        "disclosure",
                        List.of(
                                "저는 모델이 없는 데모예요. 진짜 답변을 받으시려면 `OPENAI_API_KEY`나 `ANTHROPIC_API_KEY`를"
                                        + " 설정하고 Verbatim을 다시 시작해 주세요.",
                                "이 답변은 모델 없이 Verbatim 데모가 만들었어요. `OPENAI_API_KEY`나 `ANTHROPIC_API_KEY`를"
                                        + " 설정하고 다시 시작하시면 진짜 모델과 이야기하실 수 있어요.",
                                "참고로 이건 데모이고 뒤에 모델이 없어요. 환경 변수 `OPENAI_API_KEY`나"
                                        + " `ANTHROPIC_API_KEY`를 설정하시면 진짜 모델이 대답해요."));
    }

    private static String addressed(Memory memory) {
        return memory.name() == null ? "" : ", " + memory.name() + " 님";
    }

    /** Goes before "번째": native numerals up to ten, figures beyond. */
    private static String ordinal(int number) {
        return number <= ORDINALS.size() ? ORDINALS.get(number - 1) : String.valueOf(number);
    }
}
