package dev.verbatim.chat.connection;

import dev.verbatim.chat.wire.Frame;
import dev.verbatim.contract.DeltaKind;
import org.jspecify.annotations.Nullable;

/** A frame, or a range of an answer's text that becomes one when its turn comes. */
final class Waiting {
    final @Nullable Frame whole;
    final @Nullable DeltaSource source;
    final @Nullable DeltaKind kind;
    final int from;
    int to;

    Waiting(Frame whole) {
        this.whole = whole;
        this.source = null;
        this.kind = null;
        this.from = 0;
    }

    Waiting(DeltaSource source, DeltaKind kind, int from, int to) {
        this.whole = null;
        this.source = source;
        this.kind = kind;
        this.from = from;
        this.to = to;
    }

    long bytes() {
        return whole != null ? whole.bytes() : to - from;
    }

    Frame frame() {
        if (source != null && kind != null) {
            return source.delta(kind, from, to);
        }
        if (whole != null) {
            return whole;
        }
        throw new IllegalStateException("Neither a frame nor a range");
    }
}
