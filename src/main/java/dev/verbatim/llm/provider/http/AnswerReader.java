package dev.verbatim.llm.provider.http;

import dev.verbatim.llm.provider.Answer;
import dev.verbatim.llm.sse.SseParser;

/** The bytes of one response as its answer: parsed and decoded as they come, without being copied. One call, its context. */
final class AnswerReader {
    private static final int MAX_EVENT_BYTES = 1 << 20;

    private final HttpProvider provider;
    private final Answer answer;
    private final SseParser parser;
    private int piecesSeen;

    AnswerReader(HttpProvider provider) {
        this.provider = provider;
        this.answer = new Answer(provider.failures());
        this.parser = new SseParser(provider.protocol().decoder(answer), MAX_EVENT_BYTES);
    }

    Answer answer() {
        return answer;
    }

    void read(byte[] bytes, int offset, int length) {
        if (!parser.feed(bytes, offset, length) && !answer.isOver()) {
            answer.garbled(provider.reasons().own("sent an event of more than " + MAX_EVENT_BYTES + " bytes"));
        }
    }

    /** The response ended as HTTP says it should: its last event may lack the blank line after it. */
    void end() {
        answer.atEnd();
        parser.end();
    }

    /** Whether content has come since this was asked last; pings and comments are none. */
    boolean hasProgressed() {
        boolean progressed = answer.pieces() != piecesSeen;
        piecesSeen = answer.pieces();
        return progressed;
    }
}
