package dev.verbatim.storage;

import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.BeginAttempt;
import dev.verbatim.contract.BegunAttempt;
import dev.verbatim.contract.CheckStorage;
import dev.verbatim.contract.ClaimReply;
import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.EndedReply;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.Heartbeat;
import dev.verbatim.contract.HeartbeatAck;
import dev.verbatim.contract.HistoryPage;
import dev.verbatim.contract.JoinRoom;
import dev.verbatim.contract.ReadChanges;
import dev.verbatim.contract.ReadContext;
import dev.verbatim.contract.ReadHistory;
import dev.verbatim.contract.ReadRevocations;
import dev.verbatim.contract.ReadRevs;
import dev.verbatim.contract.ReadUsage;
import dev.verbatim.contract.Reading;
import dev.verbatim.contract.RecordContext;
import dev.verbatim.contract.RecordedContext;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.ReplyContext;
import dev.verbatim.contract.RequestStop;
import dev.verbatim.contract.Revocation;
import dev.verbatim.contract.Revocations;
import dev.verbatim.contract.RevokeTokens;
import dev.verbatim.contract.RoomChanges;
import dev.verbatim.contract.RoomRevs;
import dev.verbatim.contract.RoomSnapshot;
import dev.verbatim.contract.StopRecorded;
import dev.verbatim.contract.StorageReady;
import dev.verbatim.contract.UsagePage;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * All that storage can be asked, as one verticle's event loop sees it: each question goes to the lane that its kind of work has. Assembled
 * by {@link StoresBuilder}.
 */
final class Stores {
    private static final long CLAIM_SIZE = 256;
    private static final long JOIN_SIZE = 256;

    private final Pulse pulse;
    private final Lanes lanes;
    private final HeartbeatStore heartbeats;
    private final RoomDesk rooms;
    private final RevocationStore revocations;
    private final Retention retention;
    private final StopStore stops = new StopStore();
    private final JoinStore joins = new JoinStore();
    private final HistoryStore history = new HistoryStore();
    private final ChangeStore changes = new ChangeStore();
    private final UsageStore usage = new UsageStore();
    private final ContextReads contexts = new ContextReads();

    Stores(
            Pulse pulse,
            Lanes lanes,
            HeartbeatStore heartbeats,
            RoomDesk rooms,
            RevocationStore revocations,
            Retention retention) {
        this.pulse = pulse;
        this.lanes = lanes;
        this.heartbeats = heartbeats;
        this.rooms = rooms;
        this.revocations = revocations;
        this.retention = retention;
    }

    Future<Accepted> accept(AcceptMessage ask) {
        return lanes.accepts().submit(ask);
    }

    Future<ReplyClaim> claim(ClaimReply ask) {
        return lanes.claims().submit(ask, CLAIM_SIZE);
    }

    Future<BegunAttempt> begin(BeginAttempt ask) {
        return lanes.begins().submit(ask, CLAIM_SIZE + ToolCallRows.sizeOf(ask.result()));
    }

    Future<RecordedContext> record(RecordContext ask) {
        return lanes.contexts().submit(ask, ContextStore.sizeOf(ask));
    }

    Future<ReplyContext> context(ReadContext ask) {
        return lanes.reads().run(connection -> contexts.read(connection, ask));
    }

    Future<EndedReply> end(EndReply ask) {
        Ending ending = Ending.of(ask);
        return lanes.ends().submit(ending, ending.size());
    }

    Future<HeartbeatAck> heartbeat(Heartbeat beat) {
        return lanes.beats()
                .run(connection -> heartbeats.beat(connection, beat, pulse.isReachable()), HeartbeatStore.sizeOf(beat));
    }

    Future<StopRecorded> stop(RequestStop ask) {
        return lanes.reads().run(connection -> stops.stop(connection, ask));
    }

    /** A room that is made by this is answered with what was made; a position in it is one of another room's. */
    Future<RoomSnapshot> join(JoinRoom ask) {
        return ask.create()
                ? lanes.rooms()
                        .submit(ask, JOIN_SIZE)
                        .compose(made -> made.map(Future::succeededFuture).orElseGet(() -> read(ask)))
                : read(ask);
    }

    private Future<RoomSnapshot> read(JoinRoom ask) {
        return lanes.reads().run(connection -> joins.join(connection, ask));
    }

    Future<HistoryPage> history(ReadHistory ask) {
        return lanes.reads().run(connection -> history.read(connection, ask));
    }

    Future<RoomChanges> changes(ReadChanges ask) {
        return lanes.reads().run(connection -> changes.changes(connection, ask));
    }

    Future<RoomRevs> revs(ReadRevs ask) {
        return lanes.reads().run(connection -> changes.revs(connection, ask));
    }

    Future<UsagePage> usage(ReadUsage ask) {
        return lanes.reads().run(connection -> usage.read(connection, ask));
    }

    Future<Revocation> revoke(RevokeTokens ask) {
        return lanes.reads().run(connection -> revocations.revoke(connection, ask));
    }

    Future<Revocations> revocations(ReadRevocations ask) {
        return lanes.reads().run(connection -> revocations.read(connection, ask));
    }

    RoomDesk rooms() {
        return rooms;
    }

    Future<StorageReady> check(CheckStorage ask) {
        return pulse.isReachable()
                ? Future.succeededFuture(new StorageReady("database reachable"))
                : Future.failedFuture(
                        new Failure(FailureCode.STORAGE_UNAVAILABLE, "database unreachable: " + pulse.reason()));
    }

    /** How the database stands and how each lane does. */
    List<Reading> readings() {
        List<Reading> readings = new ArrayList<>(lanes.readings());
        readings.add(Reading.level("verbatim.storage.unreachable", pulse.isReachable() ? 0 : 1));
        return readings;
    }

    /** Finishes what is queued, sends last, and closes every connection. */
    Future<Void> close() {
        retention.stop();
        return lanes.close().eventually(pulse::stop);
    }
}
