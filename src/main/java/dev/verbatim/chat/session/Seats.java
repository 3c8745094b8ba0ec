package dev.verbatim.chat.session;

import dev.verbatim.chat.auth.Identity;
import dev.verbatim.chat.auth.Scope;
import dev.verbatim.chat.room.Rooms;
import dev.verbatim.chat.room.Viewer;
import dev.verbatim.chat.wire.Answers;
import dev.verbatim.chat.wire.ClientFrame;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.JoinRoom;
import dev.verbatim.contract.RoomKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of one session: those it is in, and those it is on its way into. What a client asks of a room while it is on the way waits
 * for the join's answer, so that it is done in the client's order; only so much waits.
 */
final class Seats {
    private static final int MAX_WAITING = 16;

    private final Rooms rooms;
    private final Viewer viewer;
    private final LargeAnswers answers;
    private final int most;
    private final BiConsumer<Identity, RoomKey> onMade;
    private final Set<RoomKey> joined = new HashSet<>();
    private final Map<RoomKey, Deque<Runnable>> entering = new HashMap<>();
    private int waiting;
    private boolean asOperator;

    /**
     * No rooms yet.
     *
     * @param most how many there may be
     * @param onMade hears of rooms that were made by a join
     */
    Seats(Rooms rooms, Viewer viewer, LargeAnswers answers, int most, BiConsumer<Identity, RoomKey> onMade) {
        this.rooms = rooms;
        this.viewer = viewer;
        this.answers = answers;
        this.most = most;
        this.onMade = onMade;
    }

    /**
     * From now on this token says where the client may be: where it may not, it leaves at once and is told. Who came in as an operator and is none
     * any more leaves every room, since nobody has asked in which ones they may be as themselves.
     */
    void keepTo(Identity bearer) {
        boolean asThemselves = !asOperator || bearer.author().operator();
        asOperator = bearer.author().operator();
        Set<RoomKey> all = new HashSet<>(joined);
        all.addAll(entering.keySet());
        all.removeIf(room -> asThemselves && bearer.may(Scope.MESSAGES_READ) && bearer.mayEnter(room.roomId()));
        all.forEach(this::leaveUnasked);
    }

    /** It is told; a join that is under way fails by this, and says so. */
    void leaveUnasked(RoomKey room) {
        if (joined.remove(room)) {
            viewer.outbound().frame(Answers.left(null, room.roomId()));
        }
        leave(room);
    }

    private void leave(RoomKey room) {
        answers.leave(room);
        rooms.leave(viewer, room);
    }

    /** Joins a room, or joins it again; the answer goes out by itself. */
    void join(Identity identity, ClientFrame.Join frame, boolean create, @Nullable String ref) {
        RoomKey room = new RoomKey(identity.tenant(), frame.roomId());
        if (!joined.contains(room) && joined.size() + entering.size() >= most) {
            throw new Failure(FailureCode.LIMIT_EXCEEDED, "At most " + most + " rooms a connection.");
        }
        entering.put(room, new ArrayDeque<>());
        JoinRoom question = new JoinRoom(room, identity.author(), frame.since(), frame.rev(), create);
        answers.ask(room, () -> rooms.join(viewer, question, ref, () -> onMade.accept(identity, room)))
                .onComplete(seated -> entered(room), cause -> refused(room, Failures.logged(cause), ref));
    }

    /** Whether the client is in this room, or on its way. */
    boolean isTaken(RoomKey room) {
        return joined.contains(room) || entering.containsKey(room);
    }

    /** Whether a join of the room is not answered yet. */
    boolean isEntering(Identity identity, String roomId) {
        return entering.containsKey(new RoomKey(identity.tenant(), roomId));
    }

    /** Does something once the join of the room is answered, however that goes. */
    void afterEntering(Identity identity, String roomId, Runnable request) {
        if (waiting >= MAX_WAITING) {
            throw new Failure(FailureCode.RATE_LIMITED, "Too many frames wait for a join.");
        }
        waiting++;
        entering.computeIfAbsent(new RoomKey(identity.tenant(), roomId), none -> new ArrayDeque<>())
                .add(request);
    }

    private void entered(RoomKey room) {
        joined.add(room);
        goOn(room);
    }

    /** What waited is done in its order; behind another join it waits again. */
    private void goOn(RoomKey room) {
        Deque<Runnable> behind = entering.remove(room);
        while (behind != null && !behind.isEmpty()) {
            Deque<Runnable> next = entering.get(room);
            if (next != null) {
                next.addAll(behind);
                return;
            }
            waiting--;
            behind.remove().run();
        }
    }

    private void refused(RoomKey room, Failure failure, @Nullable String ref) {
        if (!failure.code().mayRetry()) {
            joined.remove(room);
            leave(room);
        }
        viewer.outbound().frame(Answers.error(ref, failure, room.roomId(), null));
        goOn(room);
    }

    /** Leaves a room; leaving one that was not joined does nothing. */
    void leave(Identity identity, String roomId) {
        RoomKey room = new RoomKey(identity.tenant(), roomId);
        joined.remove(room);
        leave(room);
    }

    /** The key of a room that was joined; fails alike for one that was not and one that is not there. */
    RoomKey require(Identity identity, String roomId) {
        RoomKey room = new RoomKey(identity.tenant(), roomId);
        if (!joined.contains(room)) {
            throw new Failure(FailureCode.FORBIDDEN, "Join the room first.");
        }
        return room;
    }

    /** Leaves all of them. */
    void leaveAll() {
        Set<RoomKey> all = new HashSet<>(joined);
        all.addAll(entering.keySet());
        joined.clear();
        all.forEach(this::leave);
    }
}
