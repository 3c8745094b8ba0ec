package dev.verbatim.storage;

import dev.verbatim.contract.BeginAttempt;
import dev.verbatim.contract.BegunAttempt;
import dev.verbatim.contract.ClaimReply;
import dev.verbatim.contract.EndedReply;
import dev.verbatim.contract.JoinRoom;
import dev.verbatim.contract.Reading;
import dev.verbatim.contract.RecordContext;
import dev.verbatim.contract.RecordedContext;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.RoomSnapshot;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One lane per kind of work, so that what is stuck in one kind holds up the others for a moment at most. */
record Lanes(
        Accepts accepts,
        Lane<ClaimReply, ReplyClaim> claims,
        Lane<BeginAttempt, BegunAttempt> begins,
        Lane<RecordContext, RecordedContext> contexts,
        Lane<Ending, EndedReply> ends,
        Lane<JoinRoom, Optional<RoomSnapshot>> rooms,
        Singles beats,
        Singles reads) {
    /** The database is back: endings and renewals first. */
    void pump() {
        ends.pump();
        beats.pump();
        claims.pump();
        begins.pump();
        contexts.pump();
        rooms.pump();
        reads.pump();
        accepts.pump();
    }

    /** How each of them does. */
    List<Reading> readings() {
        List<Reading> all = new ArrayList<>();
        add(all, "accept", accepts.traffic());
        add(all, "claim", claims.traffic());
        add(all, "begin", begins.traffic());
        add(all, "context", contexts.traffic());
        add(all, "end", ends.traffic());
        add(all, "room", rooms.traffic());
        add(all, "beat", beats.traffic());
        add(all, "read", reads.traffic());
        return all;
    }

    private static void add(List<Reading> all, String lane, LaneTraffic traffic) {
        traffic.readings().forEach(reading -> all.add(reading.of("lane", lane)));
    }

    Future<Void> close() {
        return Future.join(List.of(
                        accepts.close(),
                        claims.close(),
                        begins.close(),
                        contexts.close(),
                        ends.close(),
                        rooms.close(),
                        beats.close(),
                        reads.close()))
                .mapEmpty();
    }
}
