package dev.verbatim.contract;

import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One fact of any family; exactly one component is set. */
public record RoomChange(
        @Nullable MessagePosted posted,
        @Nullable ReplyStarted started,
        @Nullable ReplyEnded ended,
        @Nullable MessageChanged message,
        @Nullable RoomChanged room,
        @Nullable MemberChanged member) {
    /** The change that a fact is. */
    public static RoomChange of(RoomFact fact) {
        return new RoomChange(
                only(fact, MessagePosted.class),
                only(fact, ReplyStarted.class),
                only(fact, ReplyEnded.class),
                only(fact, MessageChanged.class),
                only(fact, RoomChanged.class),
                only(fact, MemberChanged.class));
    }

    /** The fact that is set. */
    public RoomFact fact() {
        return Stream.of(posted, started, ended, message, room, member)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("A change without its fact"));
    }

    private static <F extends RoomFact> @Nullable F only(RoomFact fact, Class<F> type) {
        return type.isInstance(fact) ? type.cast(fact) : null;
    }
}
