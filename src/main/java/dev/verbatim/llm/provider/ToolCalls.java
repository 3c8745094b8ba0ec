package dev.verbatim.llm.provider;

import dev.verbatim.contract.ToolCall;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool calls of one answer, joined from their pieces; at most {@value #MAX_CALLS} of together {@value #MAX_CHARS} characters. One thread. */
final class ToolCalls {
    static final int MAX_CALLS = 128;
    static final int MAX_CHARS = 1 << 20;

    private static final class Call {
        private final long index;
        private String id = "";
        private String name = "";
        private final StringBuilder arguments = new StringBuilder();

        private Call(long index) {
            this.index = index;
        }

        private ToolCall toRecord() {
            return new ToolCall(WellFormed.of(id), WellFormed.of(name), WellFormed.of(arguments.toString()));
        }
    }

    private final List<Call> calls = new ArrayList<>();
    private int chars;

    /** Adds a piece; false if it does not fit. */
    boolean add(ToolCallPiece piece) {
        chars += length(piece.id()) + length(piece.name()) + length(piece.arguments());
        Call call = callOf(piece);
        if (call == null || chars > MAX_CHARS) {
            return false;
        }
        call.id = piece.id() == null || piece.id().isEmpty() ? call.id : piece.id();
        call.name = piece.name() == null || piece.name().isEmpty() ? call.name : piece.name();
        if (piece.whole()) {
            call.arguments.setLength(0);
        }
        if (piece.arguments() != null) {
            call.arguments.append(piece.arguments());
        }
        return true;
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private @Nullable Call callOf(ToolCallPiece piece) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            Call call = calls.get(i);
            if (call.index == piece.index()) {
                return isAnother(call, piece) ? begin(piece.index()) : call;
            }
        }
        return begin(piece.index());
    }

    /** Servers that do not count give each whole call the same index. */
    private static boolean isAnother(Call call, ToolCallPiece piece) {
        String id = piece.id();
        boolean named = piece.name() != null && !piece.name().isEmpty();
        return named && id != null && !id.isEmpty() && !call.id.isEmpty() && !id.equals(call.id);
    }

    private @Nullable Call begin(long index) {
        if (calls.size() == MAX_CALLS) {
            return null;
        }
        Call call = new Call(index);
        calls.add(call);
        return call;
    }

    /** Those that have a name, in the order in which they began. */
    List<ToolCall> toRecords() {
        return calls.stream()
                .filter(call -> !call.name.isEmpty())
                .map(Call::toRecord)
                .toList();
    }
}
