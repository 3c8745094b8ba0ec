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
import static dev.verbatim.storage.Asks.sweep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.AttemptOutcome;
import dev.verbatim.contract.Author;
import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.EndedReply;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.JoinRoom;
import dev.verbatim.contract.ReadChanges;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.ReplyEnded;
import dev.verbatim.contract.ReplyStarted;
import dev.verbatim.contract.RequestStop;
import dev.verbatim.contract.RoomChanges;
import dev.verbatim.contract.RoomFact;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.UsageRecorded;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The connection breaks just before or just after a commit: nothing is lost, nothing is there twice, everything is said once. */
class LostAcknowledgementIT {
    private final Vertx vertx = Vertx.vertx();
    private String url;
    private CuttingProxy wire;
    private StorageRoom storage;

    @BeforeEach
    void deploy() {
        url = TestPostgres.freshDatabase();
        wire = new CuttingProxy(vertx, url);
        storage = StorageSetup.on(wire.url()).start();
    }

    @AfterEach
    void undeploy() {
        storage.close();
        StorageRoom.get(vertx.close());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void messageIsStoredOnceAndSaidOnce(boolean committed) {
        storage.accept(question("before"));
        wire.cutOnce("cut here", committed);

        Accepted accepted = storage.accept(question("please cut here"));
        Accepted next = storage.accept(message("after"));

        assertThat(wire.cuts()).isEqualTo(1);
        assertThat(accepted.duplicate()).isFalse();
        assertThat(accepted.seq()).isEqualTo(3);
        assertThat(next.seq()).isEqualTo(5);
        assertThat(storage.awaitFacts(LOBBY, 3)).extracting(RoomFact::rev).containsExactly(1L, 2L, 3L);
        assertThat(storage.count("select count(*) from messages")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void claimIsOneAttempt(boolean committed) {
        UUID replyId = replyOf(storage.accept(question("one")));
        wire.cutOnce("cut-here", committed);

        ReplyClaim claim = storage.claim(claim(LOBBY, replyId, "cut-here"));

        assertThat(wire.cuts()).isEqualTo(1);
        assertThat(claim.epoch()).isEqualTo(1);
        assertThat(claim.attempt()).isEqualTo(1);
        assertThat(storage.count("select count(*) from attempts")).isEqualTo(1);
        assertThat(storage.awaitFacts(LOBBY, 2)).extracting(RoomFact::rev).containsExactly(1L, 2L);
        assertThat(storage.facts(LOBBY, ReplyStarted.class)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void endingIsOneAndSaidOnce(boolean committed) {
        UUID replyId = replyOf(storage.accept(question("one")));
        UUID next = replyOf(storage.accept(question("two")));
        ReplyClaim claim = storage.claim(claim(replyId));
        wire.cutOnce("cut here", committed);

        EndedReply ended = storage.end(complete(replyId, claim, "please cut here"));

        assertThat(wire.cuts()).isEqualTo(1);
        assertThat(ended.fenced()).isFalse();
        assertThat(Objects.requireNonNull(ended.promoted()).replyId()).isEqualTo(next);
        assertThat(storage.awaitFacts(LOBBY, 4)).extracting(RoomFact::rev).containsExactly(1L, 2L, 3L, 4L);
        assertThat(storage.facts(LOBBY, ReplyEnded.class)).hasSize(1);
        assertThat(storage.awaitUsage(1)).hasSize(1);
    }

    @Test
    void endingWhoseCommitNobodyHeardOfIsSaidByWhoeverIsAskedAgain() {
        UUID replyId = replyOf(storage.accept(question("one")));
        EndReply end = complete(replyId, storage.claim(claim(replyId)), "please cut here");
        CuttingProxy dying = new CuttingProxy(vertx, url);
        try (StorageRoom gateway =
                StorageSetup.on(dying.url()).statementTimeoutMs(400).start()) {
            dying.cutForGood("cut here", true);
            refusedAtTheCut(dying, () -> gateway.ask(Topics.END.of(LOBBY), end));
        }
        boolean committed = storage.value("select state from replies").equals("ended");

        EndedReply again = storage.end(end);
        EndedReply onceMore = storage.end(end);

        assertThat(committed).isTrue();
        assertThat(again.fenced()).isFalse();
        assertThat(onceMore).isEqualTo(again);
        assertThat(storage.awaitFacts(LOBBY, 3)).extracting(RoomFact::rev).containsExactly(1L, 2L, 3L);
        assertThat(storage.awaitUsage(1)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void wholeBatchIsStoredOnceAndSaidOnce(boolean committed) {
        storage.sql("select verbatim_create_room('main', 'other', null, null)");
        storage.accept(question("before"));
        PgConnection somebody = locking("other");
        Future<Accepted> first =
                storage.sending(message(new RoomKey("main", "other"), ANNA, "behind a lock", "c", false));
        List<Future<Accepted>> batch = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            batch.add(storage.sending(message(LOBBY, ANNA, i == 3 ? "cut here" : "text " + i, "client-" + i, i == 0)));
        }
        wire.cutOnce("cut here", committed);

        StorageRoom.get(somebody.close());
        List<Accepted> accepted = StorageRoom.all(batch);

        assertThat(StorageRoom.get(first).seq()).isEqualTo(1);
        assertThat(wire.cuts()).isEqualTo(1);
        assertThat(accepted).hasSize(5).noneMatch(Accepted::duplicate);
        assertThat(accepted).extracting(Accepted::seq).containsExactly(3L, 5L, 6L, 7L, 8L);
        assertThat(storage.awaitFacts(LOBBY, 6)).extracting(RoomFact::rev).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(storage.count("select count(*) from messages where room_id = 'lobby'"))
                .isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void checkpointIsAppendedOnce(boolean committed) {
        UUID replyId = replyOf(storage.accept(question("one")));
        ReplyClaim claim = storage.claim(claim(replyId));
        storage.beat(beat(OWNER, held(replyId, claim, chunk(0, "so far "))));
        wire.cutOnce("cut here", committed);

        storage.beat(beat(OWNER, held(replyId, claim, chunk(7, "cut here"))));

        assertThat(wire.cuts()).isEqualTo(1);
        assertThat(storage.value("select verbatim_checkpoint('main', $1, 1, 'text')", replyId))
                .isEqualTo("so far cut here");
        assertThat(storage.count("select count(*) from reply_chunks")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void wishToStopAndANewRoomAreThereOnce(boolean committed) {
        Author cutter = new Author("cut-here", "Cutter");
        UUID replyId = replyOf(storage.accept(question("one")));
        wire.cutOnce("cut-here", committed);

        StorageRoom.get(storage.ask(Topics.STOP.of(LOBBY), new RequestStop(LOBBY, replyId, cutter)));
        wire.cutOnce("cut-here-too", committed);
        RoomKey fresh = new RoomKey("main", "cut-here-too");
        StorageRoom.get(storage.ask(Topics.JOIN.of(fresh), new JoinRoom(fresh, ANNA, null, null, true)));

        assertThat(wire.cuts()).isEqualTo(2);
        assertThat(storage.value("select stop_requested_by from replies")).isEqualTo("cut-here");
        assertThat(storage.count("select count(*) from members where room_id = 'cut-here-too'"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void burialIsOneAndFoundByItsRev(boolean committed) {
        RoomKey room = new RoomKey("main", "cut-here");
        storage.sql("select verbatim_create_room('main', 'cut-here', null, null)");
        UUID replyId = replyOf(storage.accept(question(room, "one")));
        storage.claim(claim(room, replyId, OWNER));
        storage.sql(
                "update replies set takeovers = 2, lease_until = now() - interval '1 min' where reply_id = $1",
                replyId);
        await().until(() -> (Boolean) storage.value("select verbatim_leases_count(4000)"));
        wire.cutOnce("cut-here", committed);

        storage.beat(sweep("verbatim.llm.n2.0"));
        storage.sql("update replies set offered_at = null");
        storage.beat(sweep("verbatim.llm.n2.0"));
        RoomChanges changes = StorageRoom.get(storage.ask(Topics.CHANGES.of(room), new ReadChanges(room, 2)));

        assertThat(wire.cuts()).isEqualTo(1);
        assertThat(changes.facts()).hasSize(1);
        assertThat(Objects.requireNonNull(changes.facts().get(0).ended())
                        .message()
                        .status())
                .isEqualTo(EndStatus.INTERRUPTED);
        assertThat(storage.count("select count(*) from messages where role = 'assistant'"))
                .isEqualTo(1);
        assertThat(storage.value("select outcome from attempts")).isEqualTo("abandoned");
        UsageRecorded told = storage.awaitUsage(1).get(0);
        assertThat(told.replyId()).isEqualTo(replyId);
        assertThat(told.result().outcome()).isEqualTo(AttemptOutcome.ABANDONED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatADeadAttemptUsedIsSaidAlsoWhereItsTakeoverIsRepeated(boolean committed) {
        UUID replyId = replyOf(storage.accept(question("one")));
        storage.claim(claim(replyId));
        storage.sql("update replies set lease_until = now() - interval '1 min' where reply_id = $1", replyId);
        await().until(() -> (Boolean) storage.value("select verbatim_leases_count(4000)"));
        wire.cutOnce("cut-here", committed);

        ReplyClaim taken = storage.claim(claim(LOBBY, replyId, "cut-here"));

        assertThat(wire.cuts()).isEqualTo(1);
        assertThat(taken.attempt()).isEqualTo(2);
        UsageRecorded told = storage.awaitUsage(1).get(0);
        assertThat(told.attempt()).isEqualTo(1);
        assertThat(told.result().outcome()).isEqualTo(AttemptOutcome.ABANDONED);
    }

    private PgConnection locking(String room) {
        PgConnection somebody = StorageRoom.get(PgConnection.connect(vertx, PgConnectOptions.fromUri(url)));
        StorageRoom.get(somebody.query("begin").execute());
        StorageRoom.get(somebody.query("select 1 from rooms where room_id = '" + room + "' for update")
                .execute());
        return somebody;
    }

    @Test
    void gatewayThatDiesAtACommitLosesAndDoublesNothing() {
        List<AcceptMessage> asked = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            CuttingProxy dying = new CuttingProxy(vertx, url);
            AcceptMessage ask = message(LOBBY, ANNA, "cut here " + i, "client-" + i, true);
            asked.add(ask);
            try (StorageRoom gateway =
                    StorageSetup.on(dying.url()).statementTimeoutMs(400).start()) {
                dying.cutForGood("cut here", i % 2 == 0);
                refusedAtTheCut(dying, () -> gateway.sending(ask));
            }
        }

        List<Accepted> resent = asked.stream().map(storage::accept).toList();

        assertThat(resent)
                .extracting(Accepted::duplicate)
                .containsExactly(true, false, true, false, true, false, true, false, true, false);
        assertThat(resent)
                .extracting(Accepted::seq)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 10).map(i -> 2 * i + 1).boxed().toList());
        assertThat(storage.count("select count(*) from messages")).isEqualTo(10);
        assertThat(storage.count("select count(*) from replies")).isEqualTo(10);
    }

    /** Asks until it is cut: where the machine stands still an impatient gateway gives up before it has asked. */
    private static void refusedAtTheCut(CuttingProxy dying, Supplier<Future<?>> asking) {
        do {
            assertThat(StorageRoom.refusal(asking.get()).code()).isEqualTo(FailureCode.STORAGE_UNAVAILABLE);
        } while (dying.cuts() == 0);
    }

    private static UUID replyOf(Accepted accepted) {
        return Objects.requireNonNull(accepted.reply()).replyId();
    }
}
