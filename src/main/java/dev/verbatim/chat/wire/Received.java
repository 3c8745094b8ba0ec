package dev.verbatim.chat.wire;

import dev.verbatim.contract.Failure;
import org.jspecify.annotations.Nullable;

/**
 * What became of a client's text: a frame, or the reason why it is none. Exactly one of the two is set.
 *
 * @param ref the client's own mark, as JSON text to be echoed as it is; null where it set none or none could be read
 */
public record Received(
        @Nullable String ref,
        @Nullable ClientFrame frame,
        @Nullable Failure refused) {
    static Received accepted(@Nullable String ref, ClientFrame frame) {
        return new Received(ref, frame, null);
    }

    static Received refused(@Nullable String ref, Failure failure) {
        return new Received(ref, null, failure);
    }
}
