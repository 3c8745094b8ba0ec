package dev.verbatim.chat.connection;

import dev.verbatim.chat.wire.Frame;
import dev.verbatim.contract.DeltaKind;

/** An answer's text that only grows, so that a part of it can be sent later than it came. */
public interface DeltaSource {
    /** The frame that carries the text of this kind between two offsets. */
    Frame delta(DeltaKind kind, int from, int to);
}
