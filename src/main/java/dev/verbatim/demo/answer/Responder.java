package dev.verbatim.demo.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Answers a conversation without a model: what its last message wants, a sentence that shows the context was read, and
 * that this is a demo. Stateless; any thread; the same conversation gets the same answer.
 */
public final class Responder {

    private final Voice english = new EnglishVoice();
    private final Voice korean = new KoreanVoice();

    public String answer(Conversation conversation) {
        Memory memory = Memory.of(conversation);
        Voice voice = Language.of(conversation) == Language.KOREAN ? korean : english;
        Intent intent = memory.question().isEmpty() ? Intent.GREETING : Intent.of(memory.question());
        List<String> paragraphs = new ArrayList<>();
        paragraphs.add(body(voice, memory, intent));
        if (!memory.isFirst() && !showsContextItself(intent)) {
            paragraphs.add(voice.context(memory));
        }
        if (memory.isFirst() && memory.instructionTokens() > 0) {
            paragraphs.add(voice.instructions(memory));
        }
        paragraphs.add("> " + voice.disclosure(memory));
        return String.join("\n\n", paragraphs);
    }

    private static boolean showsContextItself(Intent intent) {
        return switch (intent) {
            case RECALL, COUNT, NAME_ASKED, ECHO -> true;
            default -> false;
        };
    }

    private static String body(Voice voice, Memory memory, Intent intent) {
        return switch (intent) {
            case ECHO -> voice.echo(memory);
            case LONG_STORY -> voice.story(memory);
            case NAME_ASKED -> voice.nameAsked(memory);
            case NAME_GIVEN -> voice.nameGiven(memory);
            case COUNT -> voice.count(memory);
            case RECALL -> voice.recall(memory);
            case SUM -> voice.sum(memory, Objects.requireNonNull(Arithmetic.in(memory.question())));
            case CODE -> voice.code(memory, CodeSample.wantedBy(memory.question()));
            case ABOUT -> voice.about(memory);
            case HELP -> voice.help(memory);
            case THANKS -> voice.thanks(memory);
            case FAREWELL -> voice.farewell(memory);
            case GREETING -> voice.greeting(memory);
            case TOPIC -> voice.topic(memory);
        };
    }
}
