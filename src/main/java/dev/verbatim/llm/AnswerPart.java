package dev.verbatim.llm;

import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.TextChunk;
import org.jspecify.annotations.Nullable;

/**
 * One kind of an answer's text and how far storage has it. A chunk that was sent and not acknowledged is sent again exactly as it was,
 * whatever came since: storage may have it already. Where a beat has no room for that, it stays out of it.
 */
final class AnswerPart {
    private final DeltaKind kind;
    private final StringBuilder text = new StringBuilder(0);
    private int stored;
    private int sent;
    private boolean underWay;

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

    /**
     * What storage should get now, never ending inside a surrogate pair; null if it has everything, or if there is no room for it.
     *
     * @param room UTF-16 code units at most
     */
    @Nullable
    TextChunk unstored(int room) {
        if (sent == stored) {
            sent = endWithin(room);
        }
        underWay = sent > stored && sent - stored <= room;
        return underWay ? new TextChunk(kind, stored, text.substring(stored, sent)) : null;
    }

    private int endWithin(int room) {
        if (text.length() - stored <= room) {
            return text.length();
        }
        int end = stored + room;
        return room > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }

    /** What {@link #unstored} said last is stored. */
    void acknowledge() {
        if (underWay) {
            stored = sent;
            underWay = false;
        }
    }
}
