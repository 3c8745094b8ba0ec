package dev.verbatim.chat.session;

import dev.verbatim.chat.auth.Identity;
import dev.verbatim.chat.room.Rooms;
import dev.verbatim.chat.room.Viewer;
import dev.verbatim.chat.wire.Answers;
import dev.verbatim.chat.wire.ClientFrame;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.JoinRoom;
import dev.verbatim.contract.RoomKey;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rooms of one session: those it is in, and those it is on its way into. */
final class Seats {
    private final Rooms rooms;
    private final Viewer viewer;
    private final int most;
    private final Set<RoomKey> joined = new HashSet<>();
    private final Set<RoomKey> entering = new HashSet<>();

    Seats(Rooms rooms, Viewer viewer, int most) {
        this.rooms = rooms;
        this.viewer = viewer;
        this.most = most;
    }

    /** Joins a room, or joins it again; the answer goes out by itself. */
    void join(Identity identity, ClientFrame.Join frame, boolean create, @Nullable String ref) {
        RoomKey room = new RoomKey(identity.tenant(), frame.roomId());
        if (!joined.contains(room) && joined.size() + entering.size() >= most) {
            throw new Failure(FailureCode.LIMIT_EXCEEDED, "At most " + most + " rooms a connection.");
        }
        entering.add(room);
        rooms.join(viewer, new JoinRoom(room, identity.author(), frame.since(), frame.rev(), create), ref)
                .onComplete(seated -> entered(room), cause -> refused(room, Failures.logged(cause), ref));
    }

    private void entered(RoomKey room) {
        entering.remove(room);
        joined.add(room);
    }

    private void refused(RoomKey room, Failure failure, @Nullable String ref) {
        entering.remove(room);
        if (!failure.code().mayRetry()) {
            joined.remove(room);
            rooms.leave(viewer, room);
        }
        viewer.outbound().frame(Answers.error(ref, failure, room.roomId(), null));
    }

    /** Leaves a room; leaving one that was not joined does nothing. */
    void leave(Identity identity, String roomId) {
        RoomKey room = new RoomKey(identity.tenant(), roomId);
        joined.remove(room);
        rooms.leave(viewer, room);
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
        all.addAll(entering);
        joined.clear();
        all.forEach(room -> rooms.leave(viewer, room));
    }
}
