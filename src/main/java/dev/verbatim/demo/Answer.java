package dev.verbatim.demo;

import dev.verbatim.demo.answer.Conversation;
import dev.verbatim.demo.answer.Tokens;
import java.util.List;

/**
 * An answer cut into tokens, with the counts that both wires report.
 *
 * @param tokens what is sent, one by one; together they are the text
 * @param truncated whether the request's limit cut it
 * @param promptTokens rough size of the conversation, see {@link Tokens}
 */
record Answer(List<String> tokens, boolean truncated, int promptTokens) {

    /** What both providers add to each message for its role and its borders. */
    private static final int PER_MESSAGE = 3;

    static Answer of(String text, ChatRequest request) {
        List<String> all = Tokens.split(text);
        int kept = Math.min(all.size(), request.maxTokens());
        return new Answer(all.subList(0, kept), kept < all.size(), promptTokens(request.conversation()));
    }

    String text() {
        return String.join("", tokens);
    }

    int completionTokens() {
        return tokens.size();
    }

    private static int promptTokens(Conversation conversation) {
        int count = PER_MESSAGE;
        String system = conversation.system();
        if (!system.isEmpty()) {
            count += PER_MESSAGE + Tokens.count(system);
        }
        for (Conversation.Turn turn : conversation.turns()) {
            count += PER_MESSAGE + Tokens.count(turn.text());
        }
        return count;
    }
}
