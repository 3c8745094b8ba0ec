package dev.verbatim.chat;

import dev.verbatim.chat.auth.TokenMark;
import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.ClaimOffer;
import dev.verbatim.contract.ClaimReply;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.HistoryPage;
import dev.verbatim.contract.JoinRoom;
import dev.verbatim.contract.MarkRead;
import dev.verbatim.contract.MarksMoved;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.MessageFact;
import dev.verbatim.contract.OpenReply;
import dev.verbatim.contract.ReadChanges;
import dev.verbatim.contract.ReadHistory;
import dev.verbatim.contract.ReadMark;
import dev.verbatim.contract.ReadRevocations;
import dev.verbatim.contract.ReadRevs;
import dev.verbatim.contract.ReplyFact;
import dev.verbatim.contract.ReplyStarted;
import dev.verbatim.contract.ReplyState;
import dev.verbatim.contract.RequestStop;
import dev.verbatim.contract.RequestTopic;
import dev.verbatim.contract.Revocation;
import dev.verbatim.contract.Revocations;
import dev.verbatim.contract.RevokeTokens;
import dev.verbatim.contract.RoomChanges;
import dev.verbatim.contract.RoomFact;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.RoomRevs;
import dev.verbatim.contract.RoomSnapshot;
import dev.verbatim.contract.StopRecorded;
import dev.verbatim.contract.Topics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Storage without Postgres: answers every question of chat, publishes facts, and can be late, deaf, mute or down on demand. */
final class ScriptedStorage extends VerticleBase {
    /** What was offered with messages; each offer is said to be taken. */
    final LinkedBlockingQueue<ClaimOffer> takenOffers = new LinkedBlockingQueue<>();

    private final MessageBus bus;
    private final Map<RoomKey, ScriptedRoom> rooms = new HashMap<>();
    private final List<Revocation> revocations = new ArrayList<>();
    private final List<Promise<Void>> heldJoins = new ArrayList<>();
    private final List<Object> asked = new ArrayList<>();
    private boolean holdJoins;
    private boolean answerFirst;
    private volatile boolean dropFacts;
    private volatile boolean down;

    ScriptedStorage(MessageBus bus) {
        this.bus = bus;
    }

    @Override
    public Future<?> start() {
        for (int i = 0; i < Topics.PARTITIONS; i++) {
            serve(Topics.ACCEPT.partition(i), this::accept);
            serve(Topics.JOIN.partition(i), this::join);
            serve(Topics.STOP.partition(i), this::stop);
            serve(Topics.HISTORY.partition(i), this::history);
            serve(Topics.CHANGES.partition(i), this::changes);
        }
        serve(Topics.REVS, this::revs);
        serve(Topics.MARK_READ, this::mark);
        serve(Topics.REVOKE, this::revoke);
        serve(Topics.READ_REVOCATIONS, this::revocations);
        return Future.succeededFuture();
    }

    private <Q, A> void serve(RequestTopic<Q, A> topic, Function<Q, Future<A>> handler) {
        bus.serve(topic, question -> {
            asked.add(question);
            return down ? unavailable() : handler.apply(question);
        });
    }

    private static <A> Future<A> unavailable() {
        return Future.failedFuture(new Failure(FailureCode.STORAGE_UNAVAILABLE, "Down.", 700));
    }

    private Future<Accepted> accept(AcceptMessage question) {
        ScriptedRoom room = visible(question.room(), question.author().userId());
        List<RoomFact> said = new ArrayList<>();
        Accepted accepted = room.accept(question, said);
        if (answerFirst) {
            context.runOnContext(later -> said.forEach(this::publish));
        } else {
            said.forEach(this::publish);
        }
        ClaimOffer offer = question.offer();
        if (offer == null) {
            return Future.succeededFuture(accepted);
        }
        takenOffers.add(offer);
        return Future.succeededFuture(new Accepted(
                accepted.messageId(),
                accepted.seq(),
                accepted.rev(),
                accepted.ts(),
                accepted.reply(),
                accepted.duplicate(),
                true));
    }

    private Future<RoomSnapshot> join(JoinRoom question) {
        boolean made = question.create()
                && rooms.putIfAbsent(question.room(), new ScriptedRoom(question.room(), null)) == null;
        RoomSnapshot snapshot =
                visible(question.room(), question.author().userId()).snapshot(question, made);
        if (!holdJoins) {
            return Future.succeededFuture(snapshot);
        }
        Promise<Void> held = Promise.promise();
        heldJoins.add(held);
        return held.future().map(go -> snapshot);
    }

    private Future<StopRecorded> stop(RequestStop question) {
        ScriptedRoom room = visible(question.room(), question.author().userId());
        OpenReply reply = room.reply(question.replyId());
        if (reply == null && !room.hasMessage(question.replyId())) {
            return Future.failedFuture(new Failure(FailureCode.NOT_FOUND, "No such reply."));
        }
        return Future.succeededFuture(
                reply == null
                        ? new StopRecorded(ReplyState.ENDED, null)
                        : new StopRecorded(reply.state(), reply.owner()));
    }

    private Future<HistoryPage> history(ReadHistory question) {
        return Future.succeededFuture(
                visible(question.room(), question.author().userId()).history(question));
    }

    private Future<RoomChanges> changes(ReadChanges question) {
        ScriptedRoom room = rooms.get(question.room());
        return room == null ? unavailable() : Future.succeededFuture(room.changes(question.afterRev()));
    }

    private Future<RoomRevs> revs(ReadRevs question) {
        return Future.succeededFuture(
                new RoomRevs(question.rooms().stream().map(this::rev).toList()));
    }

    private Future<MarksMoved> mark(MarkRead question) {
        List<ReadMark> moved = question.marks().stream()
                .filter(mark -> room(mark.room()).read(mark.userId(), mark.seq()))
                .map(mark -> new ReadMark(mark.room(), mark.userId(), Math.min(mark.seq(), room(mark.room()).seq)))
                .toList();
        if (!moved.isEmpty()) {
            bus.publish(Topics.MARKS, new MarksMoved(moved));
        }
        return Future.succeededFuture(new MarksMoved(moved));
    }

    private Future<Revocation> revoke(RevokeTokens question) {
        Instant now = Instant.now();
        Revocation revocation = new Revocation(
                revocations.size() + 1,
                question.tenant(),
                question.tokenId(),
                question.userId(),
                now,
                question.expiresAt());
        revocations.add(revocation);
        if (!dropFacts) {
            bus.publish(Topics.REVOKED, revocation);
        }
        return Future.succeededFuture(revocation);
    }

    /** Takes tokens of the main tenant back, by their ids, for ten minutes; the bus says the last one only. */
    void takeBack(List<String> jtis) {
        on(() -> {
            Instant now = Instant.now();
            jtis.forEach(jti -> revocations.add(new Revocation(
                    revocations.size() + 1, "main", TokenMark.ofJti(jti), null, now, now.plusSeconds(600))));
            bus.publish(Topics.REVOKED, revocations.get(revocations.size() - 1));
            return jtis;
        });
    }

    private Future<Revocations> revocations(ReadRevocations question) {
        return Future.succeededFuture(new Revocations(revocations.stream()
                .filter(revocation -> revocation.id() > question.afterId())
                .limit(question.limit())
                .toList()));
    }

    private long rev(RoomKey key) {
        ScriptedRoom room = rooms.get(key);
        return room == null ? -1 : room.rev;
    }

    private ScriptedRoom visible(RoomKey key, String userId) {
        ScriptedRoom room = rooms.get(key);
        if (room == null || !room.isVisibleTo(userId)) {
            throw new Failure(FailureCode.NOT_FOUND, "There is no such room.");
        }
        return room;
    }

    private void publish(RoomFact fact) {
        if (dropFacts) {
            return;
        }
        if (fact instanceof MessageFact message) {
            bus.publish(Topics.MESSAGES, message, fact.room());
        } else if (fact instanceof ReplyFact reply) {
            bus.publish(Topics.REPLIES, reply, fact.room());
        }
    }

    /** Commits a claim and publishes it. */
    Future<ReplyStarted> claim(ClaimReply question) {
        return on(() -> {
            ReplyStarted fact = room(question.room()).claim(question);
            publish(fact);
            return fact;
        });
    }

    /** Commits the beginning of the owner's next attempt and publishes it. */
    Future<ReplyStarted> begin(RoomKey key, UUID replyId, String provider, int offset) {
        return on(() -> {
            ReplyStarted fact = room(key).begin(replyId, provider, offset);
            publish(fact);
            return fact;
        });
    }

    /** Commits an ending and publishes it. */
    Future<Void> end(
            RoomKey key, UUID replyId, EndStatus status, String text, String reasoning, @Nullable FailureCode error) {
        return on(() -> {
            publish(room(key).end(replyId, status, text, reasoning, error));
            return null;
        });
    }

    private ScriptedRoom room(RoomKey key) {
        ScriptedRoom room = rooms.get(key);
        if (room == null) {
            throw new IllegalStateException("No room " + key);
        }
        return room;
    }

    void addRoom(RoomKey key, @Nullable String onlyFor) {
        Wait.on(on(() -> rooms.put(key, new ScriptedRoom(key, onlyFor))));
    }

    /** From now on joins read the room but are not answered. */
    void holdJoins() {
        Wait.on(on(() -> holdJoins = true));
    }

    /** Answers the joins that are held. */
    void releaseJoins() {
        Wait.on(on(() -> {
            holdJoins = false;
            heldJoins.forEach(Promise::complete);
            heldJoins.clear();
            return true;
        }));
    }

    /** Whether the answer to a send goes out before its fact is published. */
    void answerFirst(boolean first) {
        Wait.on(on(() -> answerFirst = first));
    }

    void dropFacts(boolean drop) {
        dropFacts = drop;
    }

    void down(boolean isDown) {
        down = isDown;
    }

    /** How many questions of this class were asked. */
    long asked(Class<?> question) {
        return Wait.on(on(() -> asked.stream().filter(question::isInstance).count()));
    }

    /** Runs on storage's own event loop. */
    <T extends @Nullable Object> Future<T> on(Supplier<T> work) {
        Promise<T> done = Promise.promise();
        context.runOnContext(turn -> {
            try {
                done.complete(work.get());
            } catch (RuntimeException e) {
                done.fail(e);
            }
        });
        return done.future();
    }
}
