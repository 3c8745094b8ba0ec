package dev.verbatim.llm.provider;

import org.jspecify.annotations.Nullable;

/** The text of one kind that was decoded and not yet handed on. One piece is handed on as it is, several are joined. */
final class PendingText {
    private final StringBuilder joined = new StringBuilder();
    private @Nullable String only;
    /** A high surrogate that waits for its partner in the next piece; 0: none. */
    private char half;

    void add(String piece) {
        if (piece.isEmpty()) {
            return;
        }
        String text = piece;
        if (half != 0) {
            text = half + piece;
            half = 0;
        }
        char last = text.charAt(text.length() - 1);
        if (Character.isHighSurrogate(last)) {
            half = last;
            text = text.substring(0, text.length() - 1);
        }
        append(WellFormed.of(text));
    }

    private void append(String text) {
        if (text.isEmpty()) {
            return;
        }
        if (only == null && joined.isEmpty()) {
            only = text;
            return;
        }
        if (only != null) {
            joined.append(only);
            only = null;
        }
        joined.append(text);
    }

    /** Gives up waiting for the partner of a half pair. */
    void endOfText() {
        if (half != 0) {
            half = 0;
            append(String.valueOf(WellFormed.REPLACEMENT));
        }
    }

    /** What is to be handed on, which may be empty. */
    String take() {
        if (only != null) {
            String text = only;
            only = null;
            return text;
        }
        if (joined.isEmpty()) {
            return "";
        }
        String text = joined.toString();
        joined.setLength(0);
        return text;
    }
}
