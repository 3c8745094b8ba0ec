package dev.verbatim.llm;

import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.TextChunk;
import org.jspecify.annotations.Nullable;

/**
 * One kind of an answer's text and how far storage has it. A chunk that was sent and not acknowledged is sent again exactly as it was,
 * whatever came since: storage may have it already.
 */
final class AnswerPart {
    private final DeltaKind kind;
    private final StringBuilder text = new StringBuilder(0);
    private int stored;
    private int sent;

    AnswerPart(DeltaKind kind) {
        this.kind = kind;
    }

    int length() {
        return text.length();
    }

    String text() {
        return text.toString();
    }

    void append(String more) {
        text.append(more);
    }

    /** What storage should get now; null if it has everything. */
    @Nullable
    TextChunk unstored() {
        if (sent == stored) {
            sent = text.length();
        }
        return sent == stored ? null : new TextChunk(kind, stored, text.substring(stored, sent));
    }

    /** The chunk that was sent is stored. */
    void acknowledge() {
        stored = sent;
    }
}
