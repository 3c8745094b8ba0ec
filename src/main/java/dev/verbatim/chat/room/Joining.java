package dev.verbatim.chat.room;

import dev.verbatim.contract.JoinRoom;
import dev.verbatim.contract.RoomFact;
import dev.verbatim.contract.RoomSnapshot;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Somebody on the way into a room: what was asked, what came back, and what the room went through meanwhile. */
final class Joining {
    final Viewer viewer;
    final JoinRoom question;
    final @Nullable String ref;
    final long deadlineMs;
    final Runnable onMade;
    final Promise<Void> done = Promise.promise();

    /** Facts that the room applied since the question. */
    final List<RoomFact> meanwhile = new ArrayList<>();

    /** The room's rev at the question: {@link #meanwhile} is complete from there. */
    long from;

    int tries;

    @Nullable
    RoomSnapshot snapshot;

    /**
     * A join that was not asked yet.
     *
     * @param ref the client's own mark as JSON text
     * @param deadlineMs when to give up, on the clock of the room's ticks
     * @param onMade what is done where the question has made the room
     */
    Joining(Viewer viewer, JoinRoom question, @Nullable String ref, long deadlineMs, Runnable onMade) {
        this.viewer = viewer;
        this.question = question;
        this.ref = ref;
        this.deadlineMs = deadlineMs;
        this.onMade = onMade;
    }
}
