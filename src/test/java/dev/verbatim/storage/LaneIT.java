package dev.verbatim.storage;

import static dev.verbatim.storage.Asks.ANNA;
import static dev.verbatim.storage.Asks.LOBBY;
import static dev.verbatim.storage.Asks.claim;
import static dev.verbatim.storage.Asks.complete;
import static dev.verbatim.storage.Asks.message;
import static dev.verbatim.storage.Asks.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.Topics;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asks that wait: behind somebody's lock, behind each other, at the end. */
class LaneIT {
    private static final RoomKey OTHER = new RoomKey("main", "other");
    private static final LaneLimits LIMITS = new LaneLimits(10, 100, 1000, 5000);
    private static final Availability ALWAYS = new Availability(() -> true, () -> {});

    @Test
    void lockedRoomHoldsUpNoOtherRoom() {
        try (StorageRoom storage = StorageSetup.on(TestPostgres.freshDatabase()).start()) {
            storage.sql("select verbatim_create_room('main', 'other', null, null)");
            PgConnection somebody = lockLobby(storage);
            Future<Accepted> first = storage.sending(message("behind a lock"));
            Future<Accepted> second = storage.sending(message("behind the same lock"));
            Future<Accepted> other = storage.sending(message(OTHER, ANNA, "free", "c-1", false));

            Accepted passed = StorageRoom.get(other);
            boolean waited = !first.isComplete() && !second.isComplete();
            StorageRoom.get(somebody.close());

            assertThat(passed.seq()).isEqualTo(1);
            assertThat(waited).isTrue();
            assertThat(List.of(
                            StorageRoom.get(first).seq(),
                            StorageRoom.get(second).seq()))
                    .containsExactly(1L, 2L);
        }
    }

    @Test
    void endingsDoNotWaitBehindSends() {
        try (StorageRoom storage = StorageSetup.on(TestPostgres.freshDatabase()).start()) {
            storage.sql("select verbatim_create_room('main', 'other', null, null)");
            UUID replyId = Objects.requireNonNull(
                            storage.accept(question(OTHER, "one")).reply())
                    .replyId();
            ReplyClaim claim = storage.claim(claim(OTHER, replyId, Asks.OWNER));
            PgConnection somebody = lockLobby(storage);
            Future<Accepted> send = storage.sending(message("behind a lock"));

            storage.end(Asks.end(OTHER, replyId, claim, dev.verbatim.contract.EndStatus.COMPLETE, "a"));

            assertThat(send.isComplete()).isFalse();
            StorageRoom.get(somebody.close());
            assertThat(StorageRoom.get(send).seq()).isEqualTo(1);
        }
    }

    @Test
    void askThatWaitsTooLongIsRefusedAndStoredNowhere() {
        try (StorageRoom storage = StorageSetup.on(TestPostgres.freshDatabase())
                .statementTimeoutMs(300)
                .start()) {
            PgConnection somebody = lockLobby(storage);

            Failure refused = StorageRoom.refusal(storage.sending(message("behind a lock")));
            StorageRoom.get(somebody.close());

            assertThat(refused.code()).isEqualTo(FailureCode.STORAGE_UNAVAILABLE);
            assertThat(refused.retryAfterMs()).isPositive();
            assertThat(storage.acceptAtLast(message("free")).seq()).isEqualTo(1);
        }
    }

    /** statement_timeout comes first in one case, lock_timeout (1 s) in the other. */
    @ParameterizedTest
    @ValueSource(longs = {300, 1500})
    void timeoutLeavesItsConnectionAsItWas(long statementTimeoutMs) {
        try (StorageRoom storage = StorageSetup.on(TestPostgres.freshDatabase())
                .statementTimeoutMs(statementTimeoutMs)
                .start()) {
            storage.acceptAtLast(message("first"));
            List<Object> before = backends(storage);
            PgConnection somebody = lockLobby(storage);

            Failure refused = StorageRoom.refusal(storage.sending(message("behind a lock")));
            StorageRoom.get(somebody.close());

            assertThat(refused.code()).isEqualTo(FailureCode.STORAGE_UNAVAILABLE);
            await().until(() -> storage.count("select count(*) from pg_stat_activity"
                            + " where datname = current_database() and application_name = 'verbatim'"
                            + " and (state <> 'idle' or xact_start is not null)")
                    == 0);
            assertThat(storage.acceptAtLast(message("free")).seq()).isEqualTo(2);
            assertThat(backends(storage)).isEqualTo(before);
            assertThat(storage.count("select count(*) from pg_locks l join pg_database d on d.oid = l.database"
                            + " where d.datname = current_database() and l.pid <> pg_backend_pid()"))
                    .isZero();
        }
    }

    @Test
    void factThatCannotBeSaidKeepsNoAnswerAndNoOtherFactBack() {
        Vertx vertx = Vertx.vertx();
        Context loop = vertx.getOrCreateContext();
        List<String> said = new CopyOnWriteArrayList<>();
        Promise<List<String>> answered = Promise.promise();
        Link link = new Link(vertx, ConnectOptions.of(TestPostgres.freshDatabase(), 5000), 5000);

        loop.runOnContext(turn -> {
            Lane<String, String> lane = speaking(vertx, link, said);
            List<Future<String>> asked = Stream.of("a", "b", "c", "d")
                    .map(ask -> lane.submit(ask, 1))
                    .toList();
            Future.all(asked).map(all -> all.<String>list()).onComplete(answered);
        });

        assertThat(StorageRoom.get(answered.future())).containsExactly("a", "b", "c", "d");
        await().untilAsserted(() -> assertThat(said).containsExactly("a", "c", "d"));
        StorageRoom.get(vertx.close());
    }

    @Test
    void whatComesLaterIntoALockedRoomDoesNotOvertake() {
        Vertx vertx = Vertx.vertx();
        Context loop = vertx.getOrCreateContext();
        Promise<List<String>> answered = Promise.promise();
        LockedRoom calls = new LockedRoom("a");
        Link link = new Link(vertx, ConnectOptions.of(TestPostgres.freshDatabase(), 5000), 5000);

        loop.runOnContext(turn -> {
            Lane<String, String> lane =
                    new Lane<>(vertx, LIMITS, ALWAYS, new Links(List.of(link)), Turns.FREELY, calls);
            List<Future<String>> asked = Stream.of("a-1", "a-2", "b-1", "a-3")
                    .map(ask -> lane.submit(ask, 1))
                    .toList();
            Future.all(asked).map(all -> all.<String>list()).onComplete(answered);
        });

        StorageRoom.get(answered.future());
        assertThat(calls.committed).containsExactly("b-1", "a-1", "a-2", "a-3");
        StorageRoom.get(vertx.close());
    }

    @Test
    void lanesThatTakeTurnsAllGetThroughWhereCallsAreRefused() {
        Vertx vertx = Vertx.vertx();
        Context loop = vertx.getOrCreateContext();
        Promise<List<String>> answered = Promise.promise();
        String database = TestPostgres.freshDatabase();
        LockedRoom accepts = new LockedRoom("a");
        LockedRoom ends = new LockedRoom("a");

        loop.runOnContext(turn -> {
            Turns turns = new FewAtOnce(vertx, 1);
            Lane<String, String> first = turnTaking(vertx, database, turns, accepts);
            Lane<String, String> second = turnTaking(vertx, database, turns, ends);
            List<Future<String>> asked = Stream.of("a-1", "b-1", "a-2")
                    .flatMap(ask -> Stream.of(first.submit(ask, 1), second.submit(ask, 1)))
                    .toList();
            Future.all(asked).map(all -> all.<String>list()).onComplete(answered);
        });

        StorageRoom.get(answered.future());
        assertThat(accepts.committed).containsExactly("b-1", "a-1", "a-2");
        assertThat(ends.committed).containsExactly("b-1", "a-1", "a-2");
        StorageRoom.get(vertx.close());
    }

    private static Lane<String, String> turnTaking(Vertx vertx, String database, Turns turns, LockedRoom calls) {
        Link link = new Link(vertx, ConnectOptions.of(database, 5000), 5000);
        return new Lane<>(vertx, LIMITS, ALWAYS, new Links(List.of(link)), turns, calls);
    }

    /** A room that somebody has locked until another's message has gone by. */
    private static final class LockedRoom implements BatchCall<String, String> {
        private final List<String> committed = new CopyOnWriteArrayList<>();
        private final String locked;

        private LockedRoom(String locked) {
            this.locked = locked;
        }

        @Override
        public Future<List<Settled<String>>> run(SqlConnection connection, List<String> asks) {
            if (committed.isEmpty() && asks.stream().anyMatch(ask -> ask.startsWith(locked))) {
                return Future.failedFuture(new PgException("lock not available", "ERROR", "55P03", null));
            }
            committed.addAll(asks);
            return Future.succeededFuture(asks.stream().map(Settled::of).toList());
        }

        @Override
        public Object subjectOf(String ask) {
            return ask.substring(0, 1);
        }
    }

    /** A lane whose facts are said to a list, all but that of "b". */
    private static Lane<String, String> speaking(Vertx vertx, Link link, List<String> said) {
        return new Lane<>(
                vertx,
                LIMITS,
                ALWAYS,
                new Links(List.of(link)),
                Turns.FREELY,
                (connection, asks) -> connection
                        .query("select 1")
                        .execute()
                        .map(rows -> asks.stream()
                                .map(ask -> Settled.of(ask, () -> say(ask, said)))
                                .toList()));
    }

    private static void say(String fact, List<String> said) {
        if (fact.equals("b")) {
            throw new IllegalStateException("cannot be said");
        }
        said.add(fact);
    }

    private static List<Object> backends(StorageRoom storage) {
        return storage
                .sql("select pid from pg_stat_activity"
                        + " where datname = current_database() and application_name = 'verbatim' order by pid")
                .stream()
                .map(row -> row.getValue(0))
                .toList();
    }

    @Test
    void fullQueueRefusesInRowsAndInBytes() {
        try (StorageRoom storage =
                StorageSetup.on(TestPostgres.freshDatabase()).queue(3, 100_000).start()) {
            PgConnection somebody = lockLobby(storage);
            Future<Accepted> waiting = storage.sending(message("1"));

            Failure tooLarge = StorageRoom.refusal(storage.sending(message("x".repeat(50_000))));
            Future<Accepted> second = storage.sending(message("2"));
            Future<Accepted> third = storage.sending(message("3"));
            Failure tooMany = StorageRoom.refusal(storage.sending(message("4")));
            StorageRoom.get(somebody.close());

            assertThat(tooLarge.code()).isEqualTo(FailureCode.STORAGE_UNAVAILABLE);
            assertThat(tooMany.code()).isEqualTo(FailureCode.STORAGE_UNAVAILABLE);
            assertThat(StorageRoom.all(List.of(waiting, second, third))).hasSize(3);
            assertThat(storage.accept(message("4 again")).seq()).isEqualTo(4);
        }
    }

    @Test
    void undeployingFinishesWhatIsQueued() {
        String url = TestPostgres.freshDatabase();
        List<Future<Accepted>> sent = new ArrayList<>();
        try (StorageRoom storage = StorageSetup.on(url).maxBatchRows(2).start()) {
            for (int i = 0; i < 50; i++) {
                sent.add(storage.sending(message("m" + i)));
            }
            // Behind the sends on the bus: all of them are queued when it is answered.
            StorageRoom.refusal(storage.sending(message(new RoomKey("main", "nowhere"), ANNA, "x", "c", false)));
            storage.vertx()
                    .deploymentIDs()
                    .forEach(id -> StorageRoom.get(storage.vertx().undeploy(id)));

            assertThat(StorageRoom.all(sent)).hasSize(50);
            assertThat(storage.count("select count(*) from messages")).isEqualTo(50);
            awaitNoConnection(storage);
        }
    }

    @Test
    void everyRowIsFoundByItsKey() {
        try (StorageRoom storage = StorageSetup.on(TestPostgres.freshDatabase()).start()) {
            storage.sql("insert into rooms (tenant, room_id, name, seq, rev)"
                    + " select 'main', 'room-' || i, 'R', 100, 100 from generate_series(1, 200) i");
            storage.sql("insert into messages (tenant, room_id, seq, message_id, role, user_id, name, text, status,"
                    + " client_id, client_hash, created_rev, rev, ts)"
                    + " select 'main', 'room-' || i, j, gen_random_uuid(), 'user', 'u', 'U', 'text', 'complete',"
                    + " 'c-' || j, sha256('x'), j, j, now()"
                    + " from generate_series(1, 200) i, generate_series(1, 100) j");
            awaitInserted(storage, 20_000);
            List<Long> before = scans(storage);

            walk(storage, new RoomKey("main", "room-7"));
            walk(storage, new RoomKey("main", "room-8"));

            // Sessions report what they did when they end.
            storage.vertx()
                    .deploymentIDs()
                    .forEach(id -> StorageRoom.get(storage.vertx().undeploy(id)));
            awaitInserted(storage, 20_004);
            awaitNoConnection(storage);
            assertThat(scans(storage)).isEqualTo(before);
        }
    }

    /** Every kind of ask once; the beat sweeps. */
    private static void walk(StorageRoom storage, RoomKey room) {
        UUID replyId = Objects.requireNonNull(
                        storage.accept(question(room, "one")).reply())
                .replyId();
        ReplyClaim claim = storage.claim(claim(room, replyId, Asks.OWNER));
        storage.beat(Asks.sweep(Asks.OWNER));
        storage.end(Asks.end(room, replyId, claim, dev.verbatim.contract.EndStatus.COMPLETE, "a"));
        StorageRoom.get(
                storage.ask(Topics.JOIN.of(room), new dev.verbatim.contract.JoinRoom(room, ANNA, null, null, false)));
        StorageRoom.get(
                storage.ask(Topics.JOIN.of(room), new dev.verbatim.contract.JoinRoom(room, ANNA, 90L, null, false)));
        StorageRoom.get(
                storage.ask(Topics.HISTORY.of(room), new dev.verbatim.contract.ReadHistory(room, ANNA, 90, 50)));
        StorageRoom.get(storage.ask(Topics.CHANGES.of(room), new dev.verbatim.contract.ReadChanges(room, 90)));
        StorageRoom.get(storage.ask(Topics.REVS, new dev.verbatim.contract.ReadRevs(List.of(room, LOBBY))));
        StorageRoom.get(storage.ask(Topics.STOP.of(room), new dev.verbatim.contract.RequestStop(room, replyId, ANNA)));
        StorageRoom.get(storage.ask(Topics.END.of(room), complete(replyId, claim, "unknown in the lobby")));
    }

    private static void awaitInserted(StorageRoom storage, long rows) {
        await().until(() ->
                storage.count("select n_tup_ins from pg_stat_user_tables where relname = 'messages'") == rows);
    }

    private static void awaitNoConnection(StorageRoom storage) {
        await().until(() -> storage.count("select count(*) from pg_stat_activity"
                        + " where datname = current_database() and application_name = 'verbatim'")
                == 0);
    }

    /** Sequential scans of each table so far. */
    private static List<Long> scans(StorageRoom storage) {
        return storage
                .sql(
                        "select relname, seq_scan from pg_stat_user_tables where relname in ('rooms', 'members', 'messages',"
                                + " 'replies', 'attempts', 'reply_chunks') order by relname")
                .stream()
                .map(row -> row.getLong("seq_scan"))
                .toList();
    }

    private static PgConnection lockLobby(StorageRoom storage) {
        PgConnection somebody = storage.connection();
        StorageRoom.get(somebody.query("begin").execute());
        StorageRoom.get(somebody.query("select 1 from rooms where room_id = 'lobby' for update")
                .execute());
        return somebody;
    }
}
