package dev.verbatim.contract;

import org.jspecify.annotations.Nullable;

/** One fact of either family; exactly one of the three is set. */
public record RoomChange(
        @Nullable MessagePosted posted,
        @Nullable ReplyStarted started,
        @Nullable ReplyEnded ended) {
    /** The fact that is set. */
    public RoomFact fact() {
        if (posted != null) {
            return posted;
        }
        if (started != null) {
            return started;
        }
        if (ended != null) {
            return ended;
        }
        throw new IllegalStateException("A change without its fact");
    }
}
