package dev.verbatim.llm.provider;

import dev.verbatim.contract.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of one answer, joined from their pieces; at most {@value #MAX_CALLS} of together {@value #MAX_CHARS} characters. What never gets a
 * name is none. They are handed on in at most {@value #MAX_PARTS} parts and a last one for each. One thread.
 */
final class ToolCalls {
    static final int MAX_CALLS = 128;
    static final int MAX_CHARS = 1 << 20;
    static final int MAX_PARTS = 4_096;

    private final List<PartialCall> calls = new ArrayList<>(0);
    private final List<PartialCall> named = new ArrayList<>(0);
    private int chars;
    private int parts;
    private boolean unsaid;
    private boolean grown;

    /** Adds a piece; false if it does not fit. */
    boolean add(ToolCallPiece piece) {
        chars += length(piece.id()) + length(piece.name()) + length(piece.arguments());
        PartialCall call = callOf(piece);
        if (call == null || chars > MAX_CHARS) {
            grown = false;
            return false;
        }
        boolean nameless = !call.isNamed();
        grown = call.add(piece);
        if (nameless && call.isNamed()) {
            named.add(call);
        }
        unsaid = true;
        return true;
    }

    /** Whether the last piece said anything that was not known. */
    boolean hasGrown() {
        return grown;
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private @Nullable PartialCall callOf(ToolCallPiece piece) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            PartialCall call = calls.get(i);
            if (call.index() == piece.index()) {
                return call.isAnother(piece) ? begin(piece.index()) : call;
            }
        }
        return begin(piece.index());
    }

    private @Nullable PartialCall begin(long index) {
        if (calls.size() == MAX_CALLS) {
            return null;
        }
        PartialCall call = new PartialCall(index);
        calls.add(call);
        return call;
    }

    /**
     * Hands on what was not handed on yet, one part per call.
     *
     * @param last whether nothing more comes
     */
    void take(boolean last, Consumer<ToolCallPart> heard) {
        if (!last && (!unsaid || parts >= MAX_PARTS)) {
            return;
        }
        unsaid = false;
        for (int place = 0; place < named.size(); place++) {
            ToolCallPart part = named.get(place).take(place, last);
            if (part != null) {
                parts++;
                heard.accept(part);
            }
        }
    }

    /** Those that have a name, in the order in which they got it. */
    List<ToolCall> toRecords() {
        return named.stream().map(PartialCall::toRecord).toList();
    }
}
