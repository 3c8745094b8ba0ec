package dev.verbatim.demo.answer;

import java.text.Normalizer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an answer may know: the conversation that was sent with the request, and nothing else. Where several people speak, what the one who
 * asks said: an answer says "you".
 *
 * @param question the message to answer, NFC, without white space around it; empty when there is none
 * @param questionTokens rough size of the whole message
 * @param earlier what its writer wrote before it, oldest first
 * @param name the name given last, in any of them
 * @param instructionTokens rough size of the system prompt, 0 where there is none
 */
record Memory(
        String question,
        int questionTokens,
        List<String> earlier,
        @Nullable String name,
        int instructionTokens,
        Variety variety) {

    /** Of a longer message only the beginning is understood; normalizing hostile text takes quadratic time. */
    private static final int UNDERSTOOD = 4000;

    static Memory of(Conversation conversation) {
        List<String> sent = ofTheLastSpeaker(conversation.said());
        List<String> texts = sent.stream().map(Memory::normalized).toList();
        int last = texts.size() - 1;
        String question = texts.isEmpty() ? "" : texts.get(last);
        List<String> earlier = texts.isEmpty() ? texts : texts.subList(0, last);
        int tokens = texts.isEmpty() ? 0 : Tokens.count(sent.get(last));
        int instructionTokens = Tokens.count(conversation.system());
        return new Memory(question, tokens, earlier, Names.lastIn(texts), instructionTokens, Variety.of(conversation));
    }

    private static List<String> ofTheLastSpeaker(List<Said> all) {
        if (all.isEmpty()) {
            return List.of();
        }
        String speaker = all.get(all.size() - 1).speaker();
        return all.stream()
                .filter(said -> said.speaker().equals(speaker))
                .map(Said::text)
                .toList();
    }

    // Korean typed on a Mac may come decomposed; patterns are written composed.
    private static String normalized(String text) {
        return Normalizer.normalize(Quote.cut(text, UNDERSTOOD), Normalizer.Form.NFC)
                .strip();
    }

    /** The question's number among all that its writer sent, from 1. */
    int number() {
        return earlier.size() + 1;
    }

    boolean isFirst() {
        return earlier.isEmpty();
    }

    /** The message before the question; only when there is one. */
    String previous() {
        return earlier.get(earlier.size() - 1);
    }

    /** What follows the command or the colon, for an echo; 2,000 characters at most. */
    String quotedRequest() {
        String rest = question.replaceFirst("(?i)^/echo\\s*|^[^:\"“\\n]{0,40}(?:: *|(?=[\"“]))|^echo ", "");
        return Quote.cut(rest.strip(), 2000);
    }
}
