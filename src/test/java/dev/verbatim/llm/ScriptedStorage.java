package dev.verbatim.llm;

import dev.verbatim.contract.BeginAttempt;
import dev.verbatim.contract.BegunAttempt;
import dev.verbatim.contract.ClaimFold;
import dev.verbatim.contract.ClaimOffer;
import dev.verbatim.contract.ClaimReply;
import dev.verbatim.contract.ClaimedFold;
import dev.verbatim.contract.EndFold;
import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.EndedFold;
import dev.verbatim.contract.EndedReply;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.Heartbeat;
import dev.verbatim.contract.HeartbeatAck;
import dev.verbatim.contract.HeldReply;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.PromptTurn;
import dev.verbatim.contract.RecordContext;
import dev.verbatim.contract.RecordedContext;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.Role;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.RoomOptions;
import dev.verbatim.contract.StopRequest;
import dev.verbatim.contract.Topics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The storage topics as the contract has them, over a map instead of Postgres, with an outage at hand. Any thread. */
final class ScriptedStorage {
    static final RoomKey ROOM = new RoomKey("main", "lobby");

    private final Map<UUID, Row> rows = new HashMap<>();
    private final List<PendingReply> claimable = new ArrayList<>();
    private final List<ClaimReply> claims = new ArrayList<>();
    private final List<BeginAttempt> begins = new ArrayList<>();
    private final List<RecordContext> records = new ArrayList<>();
    private final List<ClaimFold> foldAsks = new ArrayList<>();
    private final BlockingQueue<EndFold> folded = new LinkedBlockingQueue<>();
    private final List<EndReply> endAsks = new ArrayList<>();
    private final BlockingQueue<EndReply> ended = new LinkedBlockingQueue<>();
    private final BlockingQueue<Heartbeat> beats = new LinkedBlockingQueue<>();
    private final Set<UUID> poison = new HashSet<>();
    private List<PromptTurn> tail = List.of();
    private ClaimedFold toFold = ClaimedFold.NOTHING;
    private boolean down;
    private boolean losingAnswers;
    private RoomOptions options = RoomOptions.DEFAULT;
    private @Nullable Promise<Void> claimGate;
    private @Nullable Promise<Void> beginGate;
    private @Nullable Promise<Void> recordGate;
    private @Nullable Promise<Void> beatGate;
    private @Nullable Promise<Void> endGate;

    ScriptedStorage(MessageBus bus) {
        for (int i = 0; i < Topics.PARTITIONS; i++) {
            bus.serve(Topics.CLAIM.partition(i), this::claim);
            bus.serve(Topics.BEGIN.partition(i), this::begin);
            bus.serve(Topics.RECORD_CONTEXT.partition(i), this::record);
            bus.serve(Topics.CLAIM_FOLD.partition(i), this::claimFold);
            bus.serve(Topics.END_FOLD.partition(i), this::endFold);
            bus.serve(Topics.END.partition(i), this::end);
        }
        bus.serve(Topics.HEARTBEAT, this::beat);
    }

    // What a test arranges.

    /** A committed message and its pending reply. */
    PendingReply pending() {
        return pending((String) null);
    }

    synchronized PendingReply pending(@Nullable String model) {
        PendingReply reply = new PendingReply(ROOM, UUID.randomUUID(), 2, UUID.randomUUID(), model);
        rows.put(reply.replyId(), new Row(reply));
        return reply;
    }

    /** A reply that waits for another one to end. */
    synchronized PendingReply queuedBehind(PendingReply first) {
        PendingReply queued = pending();
        row(first).next = queued;
        return queued;
    }

    synchronized void tail(List<PromptTurn> turns) {
        tail = turns;
    }

    synchronized void stopWanted(PendingReply reply, String userId) {
        row(reply).stopper = userId;
    }

    /** It was claimed with its message, as the owner offered. */
    synchronized ReplyClaim granted(PendingReply reply, ClaimOffer offer) {
        Row row = row(reply);
        row.own(offer.claimOf(reply.room(), reply.replyId()));
        return claimOf(row);
    }

    /** Somebody else claims it: a higher epoch. */
    synchronized void takenByAnother(PendingReply reply) {
        Row row = row(reply);
        row.epoch++;
        row.attempt++;
        row.claimId = UUID.randomUUID();
        row.running = true;
    }

    /** The sweeps offer it, whoever asks first. */
    synchronized void sweepable(PendingReply reply) {
        row(reply).running = false;
        claimable.add(reply);
    }

    synchronized void goDown() {
        down = true;
    }

    synchronized void comeBack() {
        down = false;
        losingAnswers = false;
    }

    /** Commits, and the answer is lost. */
    synchronized void loseAnswers() {
        losingAnswers = true;
    }

    synchronized void refuseForGood(PendingReply reply) {
        poison.add(reply.replyId());
    }

    /** Claims are committed at once and answered when the promise is completed. */
    synchronized Promise<Void> holdClaims() {
        claimGate = Promise.promise();
        return claimGate;
    }

    /** What requests hold is committed, and said to be, when the promise is completed. */
    synchronized Promise<Void> holdRecords() {
        recordGate = Promise.promise();
        return recordGate;
    }

    /** Beginnings are committed at once and answered when the promise is completed. */
    synchronized Promise<Void> holdBegins() {
        beginGate = Promise.promise();
        return beginGate;
    }

    /** What whoever offers to summarise is given. */
    synchronized void toFold(ClaimedFold work) {
        toFold = work;
    }

    synchronized void options(RoomOptions ofRoom) {
        options = ofRoom;
    }

    /** Endings are committed at once and answered when the promise is completed. */
    synchronized Promise<Void> holdEndings() {
        endGate = Promise.promise();
        return endGate;
    }

    synchronized Promise<Void> holdBeats() {
        beatGate = Promise.promise();
        return beatGate;
    }

    // What a test asks.

    synchronized List<ClaimReply> claims() {
        return List.copyOf(claims);
    }

    /** Attempts after the first that were asked for, given or not. */
    synchronized List<BeginAttempt> begins() {
        return List.copyOf(begins);
    }

    /** What requests were said to hold, accepted or not. */
    synchronized List<RecordContext> records() {
        return List.copyOf(records);
    }

    /** Each time that somebody offered to summarise. */
    synchronized List<ClaimFold> foldAsks() {
        return List.copyOf(foldAsks);
    }

    /** The next summary that came to an end. */
    EndFold folded() throws InterruptedException {
        EndFold ending = folded.poll(Bench.PATIENCE_S, TimeUnit.SECONDS);
        if (ending == null) {
            throw new AssertionError("no summary ended");
        }
        return ending;
    }

    /** Each time that an ending was asked for, accepted or not. */
    synchronized List<EndReply> endAsks() {
        return List.copyOf(endAsks);
    }

    /** The next ending that was committed. */
    EndReply ended() throws InterruptedException {
        EndReply ending = ended.poll(Bench.PATIENCE_S, TimeUnit.SECONDS);
        if (ending == null) {
            throw new AssertionError("nothing ended");
        }
        return ending;
    }

    boolean nothingEnded() {
        return ended.isEmpty();
    }

    /** The next beat that matches; those before it are dropped. */
    Heartbeat beat(Predicate<Heartbeat> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Bench.PATIENCE_S);
        while (System.nanoTime() < deadline) {
            Heartbeat beat = beats.poll(Bench.PATIENCE_S, TimeUnit.SECONDS);
            if (beat != null && wanted.test(beat)) {
                return beat;
            }
        }
        throw new AssertionError("no such beat");
    }

    int beatsUnread() {
        return beats.size();
    }

    synchronized String checkpointOf(PendingReply reply) {
        return row(reply).checkpoint.toString();
    }

    // What the contract says.

    private synchronized Future<ReplyClaim> claim(ClaimReply question) {
        claims.add(question);
        if (down) {
            return away();
        }
        Row row = rows.get(question.replyId());
        boolean again = row != null && question.claimId().equals(row.claimId);
        if (row == null || row.ended != null || (row.running && !again)) {
            return Future.failedFuture(new Failure(FailureCode.CONFLICT, "It is somebody else's."));
        }
        if (!again) {
            row.own(question);
        }
        ReplyClaim claim = claimOf(row);
        if (losingAnswers) {
            return away();
        }
        return claimGate == null
                ? Future.succeededFuture(claim)
                : claimGate.future().map(claim);
    }

    private ReplyClaim claimOf(Row row) {
        return new ReplyClaim(
                row.epoch, row.attempt, row.reply.seq(), row.reply.replyTo(), options, tailFor(row), row.stopper);
    }

    private List<PromptTurn> tailFor(Row row) {
        return tail.isEmpty()
                ? List.of(new PromptTurn(row.reply.replyTo(), Role.USER, "u1", "Ann", "Hello?", null))
                : tail;
    }

    private synchronized Future<BegunAttempt> begin(BeginAttempt question) {
        begins.add(question);
        if (down) {
            return away();
        }
        Row row = rows.get(question.replyId());
        if (row == null || row.ended != null || row.epoch != question.epoch() || row.attempt != question.former()) {
            return Future.failedFuture(new Failure(FailureCode.CONFLICT, "It is somebody else's."));
        }
        row.attempt++;
        row.checkpoint.setLength(0);
        BegunAttempt begun = new BegunAttempt(row.attempt, row.stopper);
        if (losingAnswers) {
            return away();
        }
        return beginGate == null
                ? Future.succeededFuture(begun)
                : beginGate.future().map(begun);
    }

    private synchronized Future<RecordedContext> record(RecordContext question) {
        records.add(question);
        if (down) {
            return away();
        }
        return recordGate == null ? recorded(question) : recordGate.future().compose(open -> recorded(question));
    }

    private synchronized Future<RecordedContext> recorded(RecordContext question) {
        Row row = rows.get(question.replyId());
        boolean own = row != null && row.epoch == question.epoch() && row.attempt == question.attempt();
        return own
                ? Future.succeededFuture(new RecordedContext(question.attempt()))
                : Future.failedFuture(new Failure(FailureCode.CONFLICT, "It is somebody else's."));
    }

    private synchronized Future<ClaimedFold> claimFold(ClaimFold question) {
        foldAsks.add(question);
        return down ? away() : Future.succeededFuture(toFold);
    }

    private synchronized Future<EndedFold> endFold(EndFold ending) {
        if (down) {
            return away();
        }
        folded.add(ending);
        return Future.succeededFuture(new EndedFold(ending.text() != null));
    }

    private synchronized Future<EndedReply> end(EndReply ending) {
        endAsks.add(ending);
        if (down) {
            return away();
        }
        if (poison.contains(ending.replyId())) {
            return Future.failedFuture(new Failure(FailureCode.INTERNAL, "Not storable."));
        }
        Row row = rows.get(ending.replyId());
        if (row == null || row.epoch != ending.epoch()) {
            return Future.succeededFuture(new EndedReply(true, null));
        }
        if (row.ended == null) {
            row.ended = ending;
            row.running = false;
            ended.add(ending);
        }
        if (losingAnswers) {
            return away();
        }
        EndedReply answer = new EndedReply(false, row.next);
        return endGate == null
                ? Future.succeededFuture(answer)
                : endGate.future().map(answer);
    }

    private synchronized Future<HeartbeatAck> beat(Heartbeat beat) {
        beats.add(beat);
        if (down) {
            return away();
        }
        List<UUID> lost = new ArrayList<>();
        List<StopRequest> stops = new ArrayList<>();
        beat.held().forEach(held -> renew(held, lost, stops));
        List<PendingReply> offered =
                new ArrayList<>(claimable.subList(0, Math.min(claimable.size(), beat.claimLimit())));
        claimable.removeAll(offered);
        HeartbeatAck ack = new HeartbeatAck(lost, stops, offered, List.of());
        if (losingAnswers) {
            return away();
        }
        return beatGate == null
                ? Future.succeededFuture(ack)
                : beatGate.future().map(ack);
    }

    private void renew(HeldReply held, List<UUID> lost, List<StopRequest> stops) {
        Row row = rows.get(held.replyId());
        if (row == null || row.epoch != held.epoch() || row.ended != null) {
            lost.add(held.replyId());
            return;
        }
        held.checkpoint().forEach(chunk -> {
            // A heartbeat may be late: each attempt has checkpoints of its own.
            if (held.attempt() == row.attempt && chunk.offset() == row.checkpoint.length()) {
                row.checkpoint.append(chunk.text());
            }
        });
        if (row.stopper != null) {
            stops.add(new StopRequest(held.replyId(), row.stopper));
        }
    }

    private static <T> Future<T> away() {
        return Future.failedFuture(new Failure(FailureCode.STORAGE_UNAVAILABLE, "The database is away.", 100));
    }

    private Row row(PendingReply reply) {
        Row row = rows.get(reply.replyId());
        if (row == null) {
            throw new AssertionError("unknown reply");
        }
        return row;
    }

    private static final class Row {
        private final PendingReply reply;
        private final StringBuilder checkpoint = new StringBuilder();
        private long epoch;
        private int attempt;
        private boolean running;
        private @Nullable UUID claimId;
        private @Nullable String stopper;
        private @Nullable PendingReply next;
        private @Nullable EndReply ended;

        private Row(PendingReply reply) {
            this.reply = reply;
        }

        private void own(ClaimReply question) {
            epoch++;
            attempt++;
            claimId = question.claimId();
            running = true;
            checkpoint.setLength(0);
        }
    }
}
