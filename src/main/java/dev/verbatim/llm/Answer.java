package dev.verbatim.llm;

import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.TextChunk;
import java.util.ArrayList;
import java.util.List;

/**
 * The text of one attempt so far, with what stands from the one before it, by kind, in UTF-16 code units, up to a limit for all kinds together. What is in here is what viewers
 * see and what is stored, to the letter: NUL, which Postgres has no place for, becomes U+FFFD before anybody sees it.
 */
final class Answer {
    private final AnswerPart text = new AnswerPart(DeltaKind.TEXT);
    private final AnswerPart reasoning = new AnswerPart(DeltaKind.REASONING);
    private final AnswerPart refusal = new AnswerPart(DeltaKind.REFUSAL);
    private final int kept;
    private int room;

    Answer(int maxChars) {
        this(maxChars, "");
    }

    /** An answer of which the beginning is there. */
    Answer(int maxChars, String beginning) {
        this.kept = beginning.length();
        this.room = maxChars - kept;
        text.append(beginning);
    }

    /** As much of a delta as still has room, never ending inside a surrogate pair; the same reference where all of it has. */
    String fitting(String delta) {
        String clean = delta.indexOf('\0') < 0 ? delta : delta.replace('\0', '\uFFFD');
        if (clean.length() <= room) {
            return clean;
        }
        boolean insidePair = room > 0 && Character.isHighSurrogate(clean.charAt(room - 1));
        return clean.substring(0, insidePair ? room - 1 : room);
    }

    /** Adds what {@link #fitting} gave, and says at which offset of its kind. */
    int append(DeltaKind kind, String delta) {
        AnswerPart part = part(kind);
        int offset = part.length();
        part.append(delta);
        room -= delta.length();
        return offset;
    }

    String text() {
        return text.text();
    }

    String reasoning() {
        return reasoning.text();
    }

    String refusal() {
        return refusal.text();
    }

    /** What of the text was there from the start. */
    String beginning() {
        return text.text().substring(0, kept);
    }

    /** Whether nothing was added. */
    boolean isEmpty() {
        return length() == kept;
    }

    /** All kinds in one without the beginning that was there, for counting. */
    String added() {
        return reasoning.text() + refusal.text() + text.text().substring(kept);
    }

    /** UTF-16 code units of all kinds. */
    int length() {
        return text.length() + reasoning.length() + refusal.length();
    }

    /**
     * What storage has not seen yet, or as much of it as there is room for.
     *
     * @param max UTF-16 code units of all kinds
     */
    List<TextChunk> checkpoint(int max) {
        List<TextChunk> chunks = new ArrayList<>(1);
        int left = max;
        left -= addUnstored(text, chunks, left);
        left -= addUnstored(reasoning, chunks, left);
        addUnstored(refusal, chunks, left);
        return chunks;
    }

    /** The last {@link #checkpoint} is stored. */
    void checkpointStored() {
        text.acknowledge();
        reasoning.acknowledge();
        refusal.acknowledge();
    }

    private static int addUnstored(AnswerPart part, List<TextChunk> chunks, int max) {
        TextChunk chunk = part.unstored(max);
        if (chunk == null) {
            return 0;
        }
        chunks.add(chunk);
        return chunk.text().length();
    }

    private AnswerPart part(DeltaKind kind) {
        return switch (kind) {
            case TEXT -> text;
            case REASONING -> reasoning;
            case REFUSAL -> refusal;
        };
    }
}
