package dev.verbatim.faults;

import org.jspecify.annotations.Nullable;

/** One message or answer as a viewer has it. */
final class Line {
    final String id;
    final StringBuilder text = new StringBuilder();
    int attempt;

    @Nullable
    String status;

    Line(String id) {
        this.id = id;
    }

    boolean isEnded() {
        return status != null;
    }

    @Override
    public String toString() {
        return id + " attempt " + attempt + " " + status + " " + text.length() + " chars";
    }
}
