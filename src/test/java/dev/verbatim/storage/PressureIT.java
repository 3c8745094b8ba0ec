package dev.verbatim.storage;

import static dev.verbatim.storage.Asks.ANNA;
import static dev.verbatim.storage.Asks.LOBBY;
import static dev.verbatim.storage.Asks.OWNER;
import static dev.verbatim.storage.Asks.beat;
import static dev.verbatim.storage.Asks.chunk;
import static dev.verbatim.storage.Asks.claim;
import static dev.verbatim.storage.Asks.complete;
import static dev.verbatim.storage.Asks.held;
import static dev.verbatim.storage.Asks.message;
import static dev.verbatim.storage.Asks.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.CheckStorage;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.JoinRoom;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.Topics;
import dev.verbatim.testing.OwnPostgres;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A database that is there and does not keep up: frozen, slow or locked. What waits is bounded, and nobody else waits for it. */
class PressureIT {
    private static final int MAX_QUEUE = 100;
    private static final int FLOOD = 2_000;

    @Test
    void floodOnAFrozenServerIsRefusedAtOnceBeyondTheQueueAndTheEventLoopIsFree() {
        try (OwnPostgres postgres = TestPostgres.own();
                StorageRoom storage = StorageSetup.on(postgres.url())
                        .queue(MAX_QUEUE, 64L << 20)
                        .statementTimeoutMs(1000)
                        .start()) {
            storage.accept(message("first"));
            postgres.pause();

            List<AcceptMessage> asked = messages(FLOOD);
            List<Future<Accepted>> sent = asked.stream().map(storage::sending).toList();
            StorageRoom.get(
                    storage.ask(Topics.STORAGE_CHECK, new CheckStorage()).otherwiseEmpty());
            long waiting = sent.stream().filter(each -> !each.isComplete()).count();
            List<Failure> refused = sent.stream().map(StorageRoom::refusal).toList();
            postgres.resume();
            storage.awaitReady(true);
            List<Accepted> again = asked.stream().map(storage::accept).toList();

            // The check was asked last and answered while others still waited: the loop that waits for Postgres is
            // free.
            assertThat(waiting).isBetween(1L, (long) MAX_QUEUE);
            assertThat(refused)
                    .allMatch(failure -> failure.code() == FailureCode.STORAGE_UNAVAILABLE)
                    .allMatch(failure -> failure.retryAfterMs() > 0);
            assertThat(again).extracting(Accepted::messageId).doesNotHaveDuplicates();
            assertGapless(storage, FLOOD + 1);
        }
    }

    @Test
    void slowStatementsMakeLargerBatchesAndLoseNothing() {
        Vertx vertx = Vertx.vertx();
        SlowProxy wire = new SlowProxy(vertx, TestPostgres.freshDatabase());
        try (StorageRoom storage = StorageSetup.on(wire.url()).start()) {
            UUID first = replyOf(storage.accept(question("before")));
            UUID replyId = replyOf(storage.accept(question("next")));
            storage.beat(beat(OWNER));
            storage.end(complete(first, storage.claim(claim(first)), "an answer"));
            ReplyClaim claim = storage.claim(claim(replyId));
            wire.delay(2000);
            int before = wire.calls();

            List<Future<Accepted>> sent =
                    messages(FLOOD).stream().map(storage::sending).toList();
            Future<?> beaten = storage.ask(Topics.HEARTBEAT, beat(OWNER, held(replyId, claim, chunk(0, "half"))));
            Future<?> ended = storage.ask(Topics.END.of(LOBBY), complete(replyId, claim, "half and more"));
            boolean all = Future.join(List.of(beaten, ended))
                    .transform(done -> Future.succeededFuture(done.succeeded()))
                    .await();
            List<Accepted> accepted = StorageRoom.all(sent);
            int calls = wire.calls() - before;
            wire.delay(0);

            // Of what does not come to its turn within its patience a client is told, and sends it again.
            assertThat(all).as("beat and ending, each on its own lane").isTrue();
            assertThat(accepted).hasSizeGreaterThanOrEqualTo(256);
            assertThat(calls).as("calls").isLessThan(60);
            assertThat(accepted).extracting(Accepted::seq).isSorted().doesNotHaveDuplicates();
            assertThat(storage.value("select max(takeovers) from replies")).isEqualTo(0);
            assertThat(storage.count("select count(*) from replies where state = 'ended'"))
                    .isEqualTo(2);
        } finally {
            StorageRoom.get(vertx.close());
        }
    }

    @Test
    void statementsSlowerThanTheirLimitAreGivenUpAndDoubledByNobody() {
        Vertx vertx = Vertx.vertx();
        SlowProxy wire = new SlowProxy(vertx, TestPostgres.freshDatabase());
        try (StorageRoom storage =
                StorageSetup.on(wire.url()).statementTimeoutMs(300).leaseMs(400).start()) {
            storage.acceptAtLast(message("before"));
            List<AcceptMessage> asked = messages(50);
            wire.delay(2000);

            List<Failure> refused = asked.stream().map(storage::sending).toList().stream()
                    .map(StorageRoom::refusal)
                    .toList();
            wire.delay(0);
            storage.awaitReady(true);
            // What was on the wire arrives late, on connections that are cut already.
            asked.forEach(storage::acceptAtLast);

            assertThat(refused).allMatch(failure -> failure.code() == FailureCode.STORAGE_UNAVAILABLE);
            assertGapless(storage, 51);
        } finally {
            StorageRoom.get(vertx.close());
        }
    }

    @Test
    void lockedTableHoldsUpOnlyWhatNeedsIt() {
        try (StorageRoom storage = StorageSetup.on(TestPostgres.freshDatabase())
                .statementTimeoutMs(1500)
                .start()) {
            UUID replyId = replyOf(storage.accept(question("before")));
            ReplyClaim claim = storage.claim(claim(replyId));
            PgConnection somebody = storage.connection();
            StorageRoom.get(somebody.query("begin; lock table messages in access exclusive mode")
                    .execute());
            AcceptMessage ask = message("locked out");

            Future<Accepted> send = storage.sending(ask);
            Future<?> join = storage.ask(Topics.JOIN.of(LOBBY), new JoinRoom(LOBBY, ANNA, null, null, false));
            storage.beat(beat(OWNER, held(replyId, claim, chunk(0, "half"))));
            boolean stillWaiting = !send.isComplete() && !join.isComplete();
            Failure refusedSend = StorageRoom.refusal(send);
            Failure refusedJoin = StorageRoom.refusal(join);
            StorageRoom.get(somebody.close());

            assertThat(stillWaiting).as("the beat waits for nobody").isTrue();
            assertThat(refusedSend.code()).isEqualTo(FailureCode.STORAGE_UNAVAILABLE);
            assertThat(refusedJoin.code()).isEqualTo(FailureCode.STORAGE_UNAVAILABLE);
            assertThat(storage.accept(ask).duplicate()).isFalse();
            assertThat(storage.end(complete(replyId, claim, "half and more")).fenced())
                    .isFalse();
        }
    }

    @Test
    void serverWithoutAFreeConnectionIsWaitedFor() {
        try (OwnPostgres postgres = TestPostgres.ownWithConnections(5)) {
            try (Crowd crowd = new Crowd(postgres.url());
                    StorageRoom storage =
                            StorageSetup.on(postgres.url()).leaseMs(400).start()) {
                boolean early = storage.isReady();
                Failure refused = StorageRoom.refusal(storage.sending(message("too early")));

                crowd.leave();
                storage.awaitReady(true);

                assertThat(early).isFalse();
                assertThat(refused.code()).isEqualTo(FailureCode.STORAGE_UNAVAILABLE);
                assertThat(refused.retryAfterMs()).isPositive();
                assertThat(storage.accept(message("now")).seq()).isEqualTo(1);
            }
        }
    }

    @Test
    void laneThatGetsNoConnectionShedsWhileTheOthersWorkAndRecovers() {
        try (OwnPostgres postgres = TestPostgres.ownWithConnections(5);
                StorageRoom storage = StorageSetup.on(postgres.url())
                        .statementTimeoutMs(500)
                        .leaseMs(400)
                        .start()) {
            UUID replyId = replyOf(storage.acceptAtLast(question("before")));
            try (Crowd crowd = new Crowd(postgres.url())) {
                Failure refused = StorageRoom.refusal(storage.ask(Topics.CLAIM.of(LOBBY), claim(replyId)));
                storage.awaitReady(true);
                Accepted accepted = storage.acceptAtLast(message("still"));

                crowd.leave();
                await().until(() -> storage.ask(Topics.CLAIM.of(LOBBY), claim(replyId))
                        .transform(claimed -> Future.succeededFuture(claimed.succeeded()))
                        .await());

                assertThat(refused.code()).isEqualTo(FailureCode.STORAGE_UNAVAILABLE);
                assertThat(accepted.seq()).isEqualTo(3);
            }
        }
    }

    /** Takes every connection that the server still has, until it leaves. */
    private static final class Crowd implements AutoCloseable {
        private final Vertx vertx = Vertx.vertx();
        private final List<PgConnection> held = new ArrayList<>();

        Crowd(String url) {
            boolean admitted = true;
            while (admitted) {
                Future<PgConnection> next =
                        PgConnection.connect(vertx, io.vertx.pgclient.PgConnectOptions.fromUri(url));
                StorageRoom.get(next.transform(result -> Future.succeededFuture(true)));
                admitted = next.succeeded();
                if (admitted) {
                    held.add(next.result());
                } else {
                    assertThat(next.cause()).hasMessageContaining("53300");
                }
            }
        }

        void leave() {
            held.forEach(connection -> StorageRoom.get(connection.close()));
            held.clear();
        }

        @Override
        public void close() {
            leave();
            StorageRoom.get(vertx.close());
        }
    }

    private static List<AcceptMessage> messages(int count) {
        return LongStream.range(0, count)
                .mapToObj(i -> message(LOBBY, ANNA, "m" + i, "client-" + i, false))
                .toList();
    }

    private static void assertGapless(StorageRoom storage, int messages) {
        assertThat(storage.count("select count(*) from messages")).isEqualTo(messages);
        assertThat(storage.count("select max(seq) from messages")).isEqualTo(messages);
        assertThat(storage.value("select rev from rooms where room_id = 'lobby'"))
                .isEqualTo((long) messages);
    }

    private static UUID replyOf(Accepted accepted) {
        return Objects.requireNonNull(accepted.reply()).replyId();
    }
}
