package dev.verbatim.demo.answer;

import java.util.List;

/** English. */
final class EnglishVoice implements Voice {

    @Override
    public String greeting(Memory memory) {
        String hello = memory.variety().pick("hello", List.of("Hello", "Hi", "Welcome", "Good to see you"));
        String rest = memory.variety()
                .pick(
                        "greeting",
                        List.of(
                                " I am **Verbatim's demo**, here so that you can try the chat right away."
                                        + " Ask me anything, or type `/help`.",
                                " You are talking to **Verbatim's demo**. Say something, and watch the words arrive one by one."
                                        + " `/help` lists what I can do.",
                                " This is **Verbatim's demo** speaking. Try a sum, ask for code, or tell me your name."));
        return hello + addressed(memory) + "!" + rest;
    }

    @Override
    public String farewell(Memory memory) {
        return "Goodbye" + addressed(memory)
                + ", and thank you for stopping by. This room keeps every word until you are back.";
    }

    @Override
    public String thanks(Memory memory) {
        return memory.variety()
                .pick("thanks", List.of("You are welcome%s!", "My pleasure%s.", "Gladly%s, any time."))
                .formatted(addressed(memory));
    }

    @Override
    public String help(Memory memory) {
        return """
                Here is what you can try with me%s:

                - **A sum**: `What is (3 + 4) * 12?`
                - **Code**: `Show me code in Python` (or Java, JavaScript, TypeScript, SQL, Bash)
                - **A long answer**: `/long`, good for pressing *stop* or reloading in the middle
                - **Your name**: `My name is Ada`, and later `What is my name?`
                - **Memory**: `What did I ask before?` or `How many messages did I send?`
                - **An echo**: `/echo any words at all`
                - **Korean**: 한국어로 말을 걸어 보세요.""".formatted(addressed(memory));
    }

    @Override
    public String about(Memory memory) {
        return "I am **Verbatim's demo provider**: a small program on this machine that speaks the same wire as OpenAI and"
                + " Anthropic. I find my words with a few plain rules.\n\nTo talk to a real model:\n\n"
                + "1. set `OPENAI_API_KEY` or `ANTHROPIC_API_KEY` in the environment,\n"
                + "2. start Verbatim again,\n3. choose one of its models in the room.";
    }

    @Override
    public String echo(Memory memory) {
        String words = memory.quotedRequest();
        return words.isEmpty() ? "Give me words to repeat: `/echo like these`." : words;
    }

    @Override
    public String story(Memory memory) {
        return Story.ENGLISH.tell(memory.variety());
    }

    @Override
    public String nameGiven(Memory memory) {
        return memory.variety()
                .pick(
                        "name",
                        List.of(
                                "Nice to meet you, **%s**! I will know your name as long as this conversation is sent along.",
                                "Pleased to meet you, **%s**. Ask me later what your name is.",
                                "Hello, **%s**! A good name to stream, letter by letter."))
                .formatted(memory.name());
    }

    @Override
    public String nameAsked(Memory memory) {
        return memory.name() == null
                ? "You have not told me yet. Write `My name is …`, and ask again."
                : "Your name is **" + memory.name() + "**: you said so in this conversation.";
    }

    @Override
    public String count(Memory memory) {
        return memory.isFirst()
                ? "**One**: this is the first message of yours that reached me."
                : "**" + memory.number() + "** messages of yours have reached me, this one included. The first was "
                        + Quote.of(memory.earlier().get(0)) + ".";
    }

    @Override
    public String recall(Memory memory) {
        if (memory.isFirst()) {
            return "This is the first message of yours that reached me, so there is nothing before it yet.";
        }
        StringBuilder list = new StringBuilder(
                "Just before this, you wrote " + Quote.of(memory.previous()) + ". The last few, with their numbers:\n");
        for (int i = Math.max(0, memory.earlier().size() - 5);
                i < memory.earlier().size();
                i++) {
            list.append("\n- ")
                    .append(ordinal(i + 1))
                    .append(": ")
                    .append(Quote.of(memory.earlier().get(i)));
        }
        return list.toString();
    }

    @Override
    public String sum(Memory memory, Arithmetic.Sum sum) {
        String expression = "`" + sum.expression() + "`";
        if (sum.result() == null) {
            return expression + " divides by zero, and nobody has found a number for that.";
        }
        return memory.variety()
                .pick("sum", List.of("%s is **%s**.", "That one I can really do: %s = **%s**", "%s makes **%s**."))
                .formatted(expression, sum.result());
    }

    @Override
    public String code(Memory memory, CodeSample sample) {
        String opening = memory.variety()
                .pick(
                        "code",
                        List.of(
                                "Here is a little program I know by heart:",
                                "With pleasure. A short one that works:",
                                "This one is from my small collection:"));
        return opening + "\n\n" + sample.block()
                + "\n\nA real model would write what you asked for; I show how code looks while it streams.";
    }

    @Override
    public String topic(Memory memory) {
        String quote = Quote.of(memory.question());
        return memory.variety()
                .pick("topic", TOPICS)
                .formatted(quote, memory.questionTokens(), ordinal(memory.number()));
    }

    private static final List<String> TOPICS = List.of("""
            %1$s – a real model would take it from here. What I can tell you:

            - your message arrived whole, about **%2$d tokens** of it
            - it is your **%3$s** message of this conversation that reached me
            - every word of this answer is streamed and stored just like a model's""", """
            I read %1$s, and I wish I could say something wise about it. As the demo I know only a few things by heart: \
            sums, a little code, a story, and **what you said before**.

            Try `/help` for the list.""", """
            That is one for a real model: %1$s

            Meanwhile, three things that work without one:

            1. `What is 12 * 34?`
            2. `Show me code in Java`
            3. `/long` for a story, and then *stop* or a reload in the middle""", """
            Noted: %1$s It came to **%2$d tokens** by my rough count. I cannot judge what it means, \
            but I can show you how an answer about it would *arrive*: word by word, in order, once.""");

    @Override
    public String context(Memory memory) {
        String verb = memory.previous().endsWith("?") ? "asked about" : "wrote";
        String wording = memory.variety()
                .pick(
                        "context",
                        List.of(
                                "Earlier you %s %s; that was your %s message, and this is your %s.",
                                "Before this you %s %s (your %s message); this one is your %s.",
                                "I also have what came before: you %s %s, your %s message. This is your %s."));
        return wording.formatted(
                verb, Quote.of(memory.previous()), ordinal(memory.number() - 1), ordinal(memory.number()));
    }

    @Override
    public String instructions(Memory memory) {
        return "The instructions of this room reached me too, about **" + memory.instructionTokens()
                + " tokens** of them: a real model follows them, a demo cannot.";
    }

    @Override
    public String disclosure(Memory memory) {
        return memory.variety()
                .pick(
                        "disclosure",
                        List.of(
                                "I am a demo without a model. For real answers set `OPENAI_API_KEY` or"
                                        + " `ANTHROPIC_API_KEY` and start Verbatim again.",
                                "This came from Verbatim's demo; no model was asked. Set `OPENAI_API_KEY` or"
                                        + " `ANTHROPIC_API_KEY` and restart to talk to one.",
                                "Just so you know: this is a demo, there is no model behind it. `OPENAI_API_KEY` or"
                                        + " `ANTHROPIC_API_KEY` in the environment brings a real one."));
    }

    private static String addressed(Memory memory) {
        return memory.name() == null ? "" : ", " + memory.name();
    }

    private static String ordinal(int number) {
        boolean teen = number % 100 >= 11 && number % 100 <= 13;
        return number
                + switch (teen ? 0 : number % 10) {
                    case 1 -> "st";
                    case 2 -> "nd";
                    case 3 -> "rd";
                    default -> "th";
                };
    }
}
