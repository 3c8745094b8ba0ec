package dev.verbatim.llm.provider;

import dev.verbatim.contract.ToolCall;
import org.jspecify.annotations.Nullable;

/** One call of a tool as far as it came, and how much of it was handed on. One thread. */
final class PartialCall {
    private final long index;
    private final StringBuilder arguments = new StringBuilder();
    private String id = "";
    private String name = "";
    private int said;
    private boolean unsaid = true;

    /**
     * Nothing of it came.
     *
     * @param index the wire's
     */
    PartialCall(long index) {
        this.index = index;
    }

    long index() {
        return index;
    }

    /** Whether a piece of the same index begins another call: servers that do not count give each whole call the same index. */
    boolean isAnother(ToolCallPiece piece) {
        String other = piece.id();
        boolean named = piece.name() != null && !piece.name().isEmpty();
        return named && other != null && !other.isEmpty() && !id.isEmpty() && !other.equals(id);
    }

    boolean isNamed() {
        return !name.isEmpty();
    }

    /** Takes a piece; whether it says anything that was not known. */
    boolean add(ToolCallPiece piece) {
        String newId = newer(piece.id(), id);
        String newName = newer(piece.name(), name);
        boolean named = !newId.equals(id) || !newName.equals(name);
        id = newId;
        name = newName;
        String more = piece.arguments() == null ? "" : piece.arguments();
        if (piece.whole()) {
            return replace(more) || named;
        }
        arguments.append(more);
        return named || !more.isEmpty();
    }

    private String newer(@Nullable String said, String known) {
        if (said == null || said.isEmpty() || said.equals(known)) {
            return known;
        }
        unsaid = true;
        return said;
    }

    private boolean replace(String whole) {
        int standing = standing(whole);
        boolean differs = standing < Math.max(arguments.length(), whole.length());
        arguments.setLength(0);
        arguments.append(whole);
        if (standing < said) {
            said = standing;
            unsaid = true;
        }
        return differs;
    }

    /** How far two texts are the same, not within a surrogate pair. */
    private int standing(String whole) {
        int most = Math.min(arguments.length(), whole.length());
        int same = 0;
        while (same < most && arguments.charAt(same) == whole.charAt(same)) {
            same++;
        }
        return splitsPair(same) ? same - 1 : same;
    }

    private boolean splitsPair(int at) {
        return at > 0 && Character.isHighSurrogate(arguments.charAt(at - 1));
    }

    /**
     * What was not handed on yet; null where there is nothing.
     *
     * @param place among the answer's calls
     * @param last whether a half surrogate pair at its end stays one
     */
    @Nullable
    ToolCallPart take(int place, boolean last) {
        int length = arguments.length();
        int end = !last && splitsPair(length) ? length - 1 : length;
        if (!unsaid && said >= end) {
            return null;
        }
        String more = WellFormed.of(arguments.substring(said, Math.max(said, end)));
        ToolCallPart part = new ToolCallPart(place, WellFormed.of(id), WellFormed.of(name), said, more);
        said += more.length();
        unsaid = false;
        return part;
    }

    ToolCall toRecord() {
        return new ToolCall(WellFormed.of(id), WellFormed.of(name), WellFormed.of(arguments.toString()));
    }
}
