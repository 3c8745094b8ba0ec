package dev.verbatim.chat.room;

import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.RoomFact;
import dev.verbatim.contract.RoomSnapshot;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Lets viewers into a room at one exact rev. Facts are collected from the question on; the snapshot that comes back is brought up to
 * the view's own rev with them, and in the same turn the viewer gets {@code joined} and its seat. So nothing of the room comes before
 * it, and everything after it comes once.
 *
 * <p>A snapshot ahead of the view waits for the view; one that is older than what was collected is asked for again.
 */
final class Joinings {
    private static final int MAX_TRIES = 4;
    private static final int MAX_MEANWHILE = 200;
    private static final long RETRY_AFTER_MS = 1000;

    private final RoomView room;
    private final RoomServices services;
    private final List<Joining> open = new ArrayList<>();

    Joinings(RoomView room, RoomServices services) {
        this.room = room;
        this.services = services;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** Completes in the turn in which the viewer got {@code joined}; fails with the reason why it did not. */
    Future<Void> add(Joining joining) {
        open.add(joining);
        ask(joining);
        return joining.done.future();
    }

    void cancel(Viewer viewer) {
        for (Joining joining : List.copyOf(open)) {
            if (joining.viewer == viewer) {
                fail(joining, new Failure(FailureCode.CONFLICT, "The room was left before it was joined."));
            }
        }
    }

    /** What storage has said to these may not hold any more. */
    void askAgain(Predicate<Joining> doubtful) {
        List.copyOf(open).stream().filter(doubtful).forEach(this::askAgain);
    }

    void collect(RoomFact fact) {
        for (Joining joining : open) {
            if (joining.meanwhile.size() <= MAX_MEANWHILE) {
                joining.meanwhile.add(fact);
            }
        }
    }

    /** Lets in whoever can be let in now. */
    void settle() {
        if (!open.isEmpty()) {
            List.copyOf(open).forEach(this::settle);
        }
    }

    void expire(long nowMs) {
        for (Joining joining : List.copyOf(open)) {
            if (joining.deadlineMs < nowMs) {
                fail(joining, unavailable());
            }
        }
    }

    private void ask(Joining joining) {
        int number = ++joining.tries;
        joining.meanwhile.clear();
        joining.snapshot = null;
        joining.from = room.facts().rev();
        services.storage()
                .join(joining.question)
                .onComplete(
                        snapshot -> answered(joining, number, snapshot), cause -> unanswered(joining, number, cause));
    }

    private void unanswered(Joining joining, int number, Throwable cause) {
        if (joining.tries == number) {
            fail(joining, Failure.of(cause));
        }
    }

    private void answered(Joining joining, int number, RoomSnapshot snapshot) {
        if (snapshot.created()) {
            joining.onMade.run();
        }
        if (joining.tries != number || !open.contains(joining)) {
            return;
        }
        joining.snapshot = snapshot;
        if (!room.facts().hasBegun()) {
            open.forEach(other -> other.from = snapshot.rev());
            room.begin(snapshot);
        }
        settle(joining);
    }

    private void settle(Joining joining) {
        RoomSnapshot snapshot = joining.snapshot;
        if (snapshot == null || !open.contains(joining)) {
            return;
        }
        if (room.facts().rev() < snapshot.rev()) {
            room.facts().fill();
        } else if (snapshot.rev() < joining.from || joining.meanwhile.size() > MAX_MEANWHILE) {
            askAgain(joining);
        } else if (!room.hasUnsettledReply()) {
            letIn(joining, snapshot);
        }
    }

    private void askAgain(Joining joining) {
        if (joining.tries < MAX_TRIES) {
            ask(joining);
        } else {
            fail(joining, unavailable());
        }
    }

    /** A snapshot may be large, and whoever asked may not read. */
    private void letIn(Joining joining, RoomSnapshot snapshot) {
        if (!joining.viewer.outbound().mayBeLarge()) {
            fail(joining, new Failure(FailureCode.AT_CAPACITY, "Too much waits to be sent here.", RETRY_AFTER_MS));
            return;
        }
        // All of it first: what comes next in the room goes on from the snapshot.
        room.showText();
        if (open.remove(joining)) {
            room.seat(joining.viewer, snapshot.role());
            joining.viewer.outbound().frame(JoinedFrame.of(joining, snapshot, room));
            room.showProgress(joining.viewer);
            joining.done.complete();
        }
    }

    private void fail(Joining joining, Failure failure) {
        if (open.remove(joining)) {
            joining.done.fail(failure);
        }
    }

    private static Failure unavailable() {
        return new Failure(FailureCode.STORAGE_UNAVAILABLE, "The room cannot be read now.", RETRY_AFTER_MS);
    }
}
