package dev.verbatim.storage;

import static dev.verbatim.storage.Asks.LOBBY;
import static dev.verbatim.storage.Asks.OWNER;
import static dev.verbatim.storage.Asks.beat;
import static dev.verbatim.storage.Asks.chunk;
import static dev.verbatim.storage.Asks.claim;
import static dev.verbatim.storage.Asks.complete;
import static dev.verbatim.storage.Asks.held;
import static dev.verbatim.storage.Asks.pricedClaim;
import static dev.verbatim.storage.Asks.question;
import static dev.verbatim.storage.Asks.sweep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.AttemptOutcome;
import dev.verbatim.contract.AttemptResult;
import dev.verbatim.contract.AttemptSoFar;
import dev.verbatim.contract.ChatMessage;
import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.EndedReply;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.Heartbeat;
import dev.verbatim.contract.HeartbeatAck;
import dev.verbatim.contract.HeldReply;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.ReplyEnded;
import dev.verbatim.contract.RequestStop;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.StopRequest;
import dev.verbatim.contract.TextChunk;
import dev.verbatim.contract.ToolCall;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageRecorded;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class HeartbeatStoreIT {
    private static final ToolCall CLOCK = new ToolCall("c1", "clock", "{\"zone\":1}");
    private static final String OTHER = "verbatim.llm.n2.0";
    private static final HeartbeatAck NOTHING = new HeartbeatAck(List.of(), List.of(), List.of(), List.of());

    private StorageRoom storage;

    @BeforeEach
    void deploy() {
        storage = StorageSetup.on(TestPostgres.freshDatabase())
                .leaseMs(4000)
                .pendingSweepMs(60_000)
                .maxTakeovers(1)
                .start();
        await().until(() -> (Boolean) storage.value("select verbatim_leases_count(4000)"));
    }

    @AfterEach
    void undeploy() {
        storage.close();
    }

    @Test
    void beatRenewsALeaseAlsoOneThatRanOut() {
        UUID replyId = replyOf(storage.accept(question("one")));
        ReplyClaim claim = storage.claim(claim(replyId));
        expire(replyId);

        HeartbeatAck ack = storage.beat(beat(OWNER, held(replyId, claim)));

        assertThat(ack).isEqualTo(NOTHING);
        assertThat(storage.value("select lease_until > clock_timestamp() from replies"))
                .isEqualTo(true);
    }

    @Test
    void replyOfAHigherEpochIsLost() {
        UUID replyId = replyOf(storage.accept(question("one")));
        ReplyClaim old = storage.claim(claim(replyId));
        expire(replyId);
        ReplyClaim taken = storage.claim(claim(LOBBY, replyId, OTHER));

        HeartbeatAck ack = storage.beat(beat(OWNER, held(replyId, old, chunk(0, "stale"))));

        assertThat(taken.epoch()).isEqualTo(2);
        assertThat(ack.lost()).containsExactly(replyId);
        assertThat(storage.count("select count(*) from reply_chunks")).isZero();
        assertThat(storage.value("select owner from replies")).isEqualTo(OTHER);
    }

    @Test
    void replyThatItsOwnerEndedIsNotLost() {
        UUID replyId = replyOf(storage.accept(question("one")));
        ReplyClaim claim = storage.claim(claim(replyId));
        storage.end(complete(replyId, claim, "answer"));

        assertThat(storage.beat(beat(OWNER, held(replyId, claim)))).isEqualTo(NOTHING);
    }

    @Test
    void unknownReplyIsLost() {
        UUID replyId = UUID.randomUUID();

        HeartbeatAck ack = storage.beat(beat(OWNER, new HeldReply(LOBBY, replyId, 1, 1, List.of())));

        assertThat(ack.lost()).containsExactly(replyId);
    }

    @Test
    void stopIsToldToTheOwner() {
        UUID replyId = replyOf(storage.accept(question("one")));
        ReplyClaim claim = storage.claim(claim(replyId));
        stop(replyId);

        HeartbeatAck ack = storage.beat(beat(OWNER, held(replyId, claim)));

        assertThat(ack.stops()).containsExactly(new StopRequest(replyId, "anna"));
        assertThat(ack.lost()).isEmpty();
    }

    @Test
    void unclaimedReplyIsOfferedOnceItIsOld() {
        UUID replyId = replyOf(storage.accept(question("one")));

        HeartbeatAck young = storage.beat(sweep(OWNER));
        storage.sql("update replies set pending_at = pending_at - interval '2 min'");
        HeartbeatAck none = storage.beat(new Heartbeat(OWNER, List.of(), 0, true));
        HeartbeatAck old = storage.beat(sweep(OWNER));
        HeartbeatAck toAnother = storage.beat(sweep(OTHER));

        assertThat(young).isEqualTo(NOTHING);
        assertThat(none).isEqualTo(NOTHING);
        assertThat(old.claimable()).extracting(PendingReply::replyId).containsExactly(replyId);
        assertThat(old.claimable().get(0).room()).isEqualTo(LOBBY);
        assertThat(old.claimable().get(0).seq()).isEqualTo(2);
        assertThat(toAnother).isEqualTo(NOTHING);
    }

    @Test
    void offerThatNobodyTookIsMadeAgain() {
        UUID replyId = replyOf(storage.accept(question("one")));
        storage.sql("update replies set pending_at = pending_at - interval '2 min'");
        storage.beat(sweep(OWNER));

        storage.sql("update replies set offered_at = offered_at - interval '2 min'");

        assertThat(storage.beat(sweep(OTHER)).claimable())
                .extracting(PendingReply::replyId)
                .containsExactly(replyId);
    }

    @Test
    void noMoreIsOfferedThanWasAskedFor() {
        for (int i = 0; i < 5; i++) {
            storage.sql("select verbatim_create_room('main', $1, null, null)", "room-" + i);
            storage.accept(question(room("room-" + i), "q"));
        }
        storage.sql("update replies set pending_at = pending_at - interval '2 min'");

        HeartbeatAck first = storage.beat(new Heartbeat(OWNER, List.of(), 3, true));
        HeartbeatAck second = storage.beat(new Heartbeat(OTHER, List.of(), 3, true));

        assertThat(first.claimable()).hasSize(3);
        assertThat(second.claimable()).hasSize(2);
    }

    @Test
    void expiredLeaseIsOfferedOnlyToWhoMayTakeOver() {
        UUID replyId = replyOf(storage.accept(question("one")));
        storage.claim(claim(replyId));
        HeartbeatAck alive = storage.beat(sweep(OTHER));
        expire(replyId);

        HeartbeatAck tooNew = storage.beat(new Heartbeat(OTHER, List.of(), 10, false));
        HeartbeatAck trusted = storage.beat(sweep(OTHER));

        assertThat(alive).isEqualTo(NOTHING);
        assertThat(tooNew).isEqualTo(NOTHING);
        assertThat(trusted.claimable()).extracting(PendingReply::replyId).containsExactly(replyId);
    }

    @Test
    void takeoverIsANewAttemptAndTheDeadOneIsEstimated() {
        UUID replyId = replyOf(storage.accept(question("twelve bytes")));
        ReplyClaim dead = storage.claim(claim(replyId));
        storage.beat(beat(OWNER, held(replyId, dead, chunk(0, "8 bytes!"))));
        expire(replyId);

        ReplyClaim taken = storage.claim(claim(LOBBY, replyId, OTHER));
        EndedReply fenced = storage.end(complete(replyId, dead, "stale"));
        EndedReply ended = storage.end(complete(replyId, taken, "fresh"));

        assertThat(taken.epoch()).isEqualTo(2);
        assertThat(taken.attempt()).isEqualTo(2);
        assertThat(fenced.fenced()).isTrue();
        assertThat(ended.fenced()).isFalse();
        UsageRecorded usage = storage.awaitUsage(1).get(0);
        assertThat(usage.attempt()).isEqualTo(1);
        assertThat(usage.userId()).isEqualTo("anna");
        assertThat(usage.result().outcome()).isEqualTo(AttemptOutcome.ABANDONED);
        assertThat(usage.result().usage()).isEqualTo(Usage.estimated(3, 2));
        assertThat(usage.result().costPico()).isNull();
        assertThat(storage.awaitUsage(2).get(1).attempt()).isEqualTo(2);
        assertThat(storage.count("select count(*) from attempts where outcome = 'abandoned' and ended_at is not null"
                        + " and usage_source = 'estimated' and input_tokens = 3 and output_tokens = 2"))
                .isEqualTo(1);
        assertThat(storage.value("select text from messages where role = 'assistant'"))
                .isEqualTo("fresh");
        assertThat(storage.value("select takeovers from replies")).isEqualTo(1);
        assertThat(storage.count("select count(*) from reply_chunks")).isZero();
    }

    @Test
    void deadAttemptCostsWhatItsEstimateAndItsPriceSay() {
        UUID replyId = replyOf(storage.accept(question("twelve bytes")));
        ReplyClaim dead = storage.claim(pricedClaim(replyId, 10, 100));
        storage.beat(beat(OWNER, held(replyId, dead, chunk(0, "8 bytes!"))));
        expire(replyId);

        ReplyClaim last = storage.claim(pricedClaim(replyId, 1, Long.MAX_VALUE));
        storage.beat(beat(OWNER, held(replyId, last, chunk(0, "8 bytes!"))));
        expire(replyId);
        storage.beat(sweep(OTHER));

        List<UsageRecorded> usage = storage.awaitUsage(2);
        assertThat(usage.get(0).result().costPico()).isEqualTo(3 * 10 + 2 * 100);
        // More than there are numbers for is not known.
        assertThat(usage.get(1).result().costPico()).isNull();
        assertThat(usage.get(1).result().usage()).isEqualTo(Usage.estimated(3, 2));
        assertThat(storage.value("select cost_pico from attempts where attempt = 1"))
                .isEqualTo(230L);
    }

    @Test
    void buriedAttemptHasItsCost() {
        UUID replyId = replyOf(storage.accept(question("twelve bytes")));
        ReplyClaim claim = storage.claim(pricedClaim(replyId, 10, 100));
        storage.beat(beat(OWNER, held(replyId, claim, chunk(0, "8 bytes!"))));
        stop(replyId);
        expire(replyId);

        storage.beat(sweep(OTHER));

        assertThat(storage.awaitUsage(1).get(0).result().costPico()).isEqualTo(230);
        ReplyEnded ended = (ReplyEnded) storage.awaitFacts(LOBBY, 3).get(2);
        assertThat(ended.message().costPico()).isEqualTo(230);
    }

    @Test
    void deadAttemptWithoutCheckpointIsUnknown() {
        UUID replyId = replyOf(storage.accept(question("one")));
        storage.claim(claim(replyId));
        expire(replyId);

        storage.claim(claim(LOBBY, replyId, OTHER));

        assertThat(storage.awaitUsage(1).get(0).result().usage()).isEqualTo(Usage.UNKNOWN);
    }

    @Test
    void deadAttemptIsBilledByWhatItsOwnerHadToldOfIt() {
        UUID replyId = replyOf(storage.accept(question("twelve bytes")));
        ReplyClaim dead = storage.claim(pricedClaim(replyId, 10, 100));
        storage.beat(beat(OWNER, held(replyId, dead, new AttemptSoFar(counted(50, 1), List.of()))));
        storage.beat(beat(OWNER, held(replyId, dead, new AttemptSoFar(counted(50, 1), List.of(CLOCK)))));
        expire(replyId);

        storage.claim(claim(LOBBY, replyId, OTHER));

        AttemptResult told = storage.awaitUsage(1).get(0).result();
        assertThat(told.usage()).isEqualTo(Usage.estimated(50, 4));
        assertThat(told.costPico()).isEqualTo(50 * 10 + 4 * 100);
        assertThat(told.toolCalls()).containsExactly(CLOCK);
        assertThat(storage.count(
                        "select count(*) from attempts where outcome = 'abandoned' and usage_source = 'estimated'"
                                + " and input_tokens = 50 and output_tokens = 4 and tool_calls is not null"))
                .isEqualTo(1);
    }

    @Test
    void buriedReplySaysTheCallsThatCame() {
        UUID replyId = replyOf(storage.accept(question("one")));
        ReplyClaim claim = storage.claim(claim(replyId));
        storage.beat(beat(OWNER, held(replyId, claim, new AttemptSoFar(null, List.of(CLOCK)), chunk(0, "half"))));
        stop(replyId);
        expire(replyId);

        storage.beat(sweep(OTHER));

        ReplyEnded ended = (ReplyEnded) storage.awaitFacts(LOBBY, 3).get(2);
        assertThat(ended.toolCalls()).containsExactly(CLOCK);
        assertThat(storage.awaitUsage(1).get(0).result().toolCalls()).containsExactly(CLOCK);
    }

    @Test
    void whatAnOwnerTellsOfAnAttemptThatIsClosedChangesNothing() {
        UUID replyId = replyOf(storage.accept(question("one")));
        ReplyClaim old = storage.claim(claim(replyId));
        expire(replyId);
        storage.claim(claim(LOBBY, replyId, OTHER));

        storage.beat(beat(OWNER, held(replyId, old, new AttemptSoFar(counted(50, 1), List.of(CLOCK)))));

        assertThat(storage.count(
                        "select count(*) from attempts where usage_source <> 'unknown' or tool_calls is not null"))
                .isZero();
    }

    @Test
    void anAttemptThatSomebodyHoldsKeepsNoLeaseBack() {
        UUID replyId = replyOf(storage.accept(question("one")));
        ReplyClaim claim = storage.claim(claim(replyId));
        expire(replyId);
        PgConnection somebody = lock("select 1 from attempts where reply_id = '" + replyId + "' for no key update");

        storage.beat(beat(OWNER, held(replyId, claim, new AttemptSoFar(counted(50, 1), List.of()))));

        assertThat(isRenewed(replyId)).isTrue();
        StorageRoom.get(somebody.close());
    }

    @Test
    void anEndingClosesTheAttemptThatABeatIsTellingOf() {
        UUID replyId = replyOf(storage.accept(question("one")));
        ReplyClaim claim = storage.claim(claim(replyId));
        PgConnection beat =
                lock("select verbatim_so_far(array['main'], array['" + replyId + "']::uuid[], array[" + claim.epoch()
                        + "]::bigint[], array[1], array[50]::bigint[], array[1]::bigint[], array[null]::text[])");

        Future<EndedReply> ending = storage.ask(Topics.END.of(LOBBY), complete(replyId, claim, "answer"));
        await().until(() -> storage.count("select count(*) from pg_stat_activity"
                        + " where datname = current_database() and wait_event_type = 'Lock'")
                == 1);
        StorageRoom.get(beat.query("commit").execute());
        StorageRoom.get(ending);

        assertThat(storage.value("select outcome from attempts where reply_id = $1", replyId))
                .isEqualTo("complete");
        StorageRoom.get(beat.close());
    }

    @Test
    void beginningThatADeadAttemptWasGivenIsNotItsAnswer() {
        UUID replyId = replyOf(storage.accept(question("twelve bytes")));
        ReplyClaim claim = storage.claim(claim(replyId));
        StorageRoom.get(storage.ask(Topics.BEGIN.of(LOBBY), Asks.begin(replyId, claim)));
        storage.sql("update attempts set start_offset = 8 where attempt = 2");
        HeldReply second =
                new HeldReply(LOBBY, replyId, claim.epoch(), 2, List.of(chunk(0, "8 bytes!4444"), chunk(12, "5555")));
        storage.beat(beat(OWNER, second));
        expire(replyId);

        storage.claim(claim(LOBBY, replyId, OTHER));

        assertThat(storage.awaitUsage(2).get(1).result().usage()).isEqualTo(Usage.estimated(3 + 2, 2));
    }

    private static Usage counted(long input, long output) {
        return new Usage(UsageSource.PROVIDER, input, output, 0, 0, 0);
    }

    @Test
    void checkpointsGrowWhateverIsRepeated() {
        UUID replyId = replyOf(storage.accept(question("one")));
        ReplyClaim claim = storage.claim(claim(replyId));

        storage.beat(beat(OWNER, held(replyId, claim, chunk(0, "ab"))));
        storage.beat(beat(OWNER, held(replyId, claim, chunk(0, "ab"))));
        storage.beat(beat(OWNER, held(replyId, claim, chunk(2, "c\uD83D\uDE00"))));
        storage.beat(beat(OWNER, held(replyId, claim, chunk(2, "c\uD83D\uDE00d"))));
        storage.beat(beat(OWNER, held(replyId, claim, chunk(2, "c"))));
        storage.beat(beat(OWNER, held(replyId, claim, chunk(6, "e"), thought(0, "hm"))));

        assertThat(checkpoint(replyId, "text")).isEqualTo("abc\uD83D\uDE00de");
        assertThat(checkpoint(replyId, "reasoning")).isEqualTo("hm");
    }

    @Test
    void checkpointEndsBeforeAGap() {
        UUID replyId = replyOf(storage.accept(question("one")));
        ReplyClaim claim = storage.claim(claim(replyId));

        storage.beat(beat(OWNER, held(replyId, claim, chunk(0, "ab"), chunk(4, "ef"))));

        assertThat(checkpoint(replyId, "text")).isEqualTo("ab");
    }

    @Test
    void replyTakenOverTooOftenEndsInterruptedWithItsCheckpoint() {
        UUID replyId = replyOf(storage.accept(question("one")));
        UUID next = replyOf(storage.accept(question("two")));
        storage.claim(claim(replyId));
        expire(replyId);
        ReplyClaim second = storage.claim(claim(LOBBY, replyId, OTHER));
        storage.beat(beat(OTHER, held(replyId, second, chunk(0, "half an ans"), thought(0, "well"))));
        expire(replyId);

        FailureCode claimRefused = StorageRoom.refusal(
                        storage.ask(Topics.CLAIM.of(LOBBY), claim(LOBBY, replyId, OWNER)))
                .code();
        HeartbeatAck ack = storage.beat(sweep(OWNER));

        assertThat(claimRefused).isEqualTo(FailureCode.CONFLICT);
        assertThat(ack).isEqualTo(NOTHING);
        await().untilAsserted(
                        () -> assertThat(storage.facts(LOBBY, ReplyEnded.class)).hasSize(1));
        List<ReplyEnded> ended = storage.facts(LOBBY, ReplyEnded.class);
        ChatMessage message = ended.get(0).message();
        assertThat(message.status()).isEqualTo(EndStatus.INTERRUPTED);
        assertThat(message.text()).isEqualTo("half an ans");
        assertThat(message.reasoning()).isEqualTo("well");
        assertThat(ended.get(0).attempt()).isEqualTo(2);
        assertThat(Objects.requireNonNull(ended.get(0).promoted()).replyId()).isEqualTo(next);
        assertThat(storage.awaitUsage(2).get(1).result().usage().source()).isEqualTo(UsageSource.ESTIMATED);
        assertThat(storage.count("select count(*) from attempts where outcome = 'abandoned'"))
                .isEqualTo(2);
        assertThat(storage.count("select count(*) from reply_chunks")).isZero();
        assertThat(storage.end(complete(replyId, second, "late")).fenced()).isTrue();
        assertThat(storage.beat(beat(OTHER, held(replyId, second))).lost()).containsExactly(replyId);
    }

    @Test
    void replyToBeStoppedWhoseOwnerIsLostEndsStopped() {
        UUID replyId = replyOf(storage.accept(question("one")));
        ReplyClaim claim = storage.claim(claim(replyId));
        storage.beat(beat(OWNER, held(replyId, claim, chunk(0, "half"))));
        stop(replyId);
        expire(replyId);

        HeartbeatAck ack = storage.beat(sweep(OTHER));

        assertThat(ack).isEqualTo(NOTHING);
        ReplyEnded ended = (ReplyEnded) storage.awaitFacts(LOBBY, 3).get(2);
        assertThat(ended.message().status()).isEqualTo(EndStatus.STOPPED);
        assertThat(ended.message().text()).isEqualTo("half");
        assertThat(ended.stoppedBy()).isEqualTo("anna");
    }

    @Test
    void lockedReplyIsSkippedAndHoldsUpNoOther() {
        UUID locked = replyOf(storage.accept(question("one")));
        UUID free = questionIn("other");
        ReplyClaim lockedClaim = storage.claim(claim(locked));
        ReplyClaim freeClaim = storage.claim(claim(room("other"), free, OWNER));
        expire(locked);
        expire(free);
        Heartbeat both = beat(
                OWNER,
                held(locked, lockedClaim, chunk(0, "slow")),
                new HeldReply(room("other"), free, freeClaim.epoch(), freeClaim.attempt(), List.of(chunk(0, "fast"))));
        PgConnection somebody = lock("select 1 from replies where reply_id = '" + locked + "' for update");

        HeartbeatAck ack = storage.beat(both);
        boolean lockedRenewed = isRenewed(locked);
        StorageRoom.get(somebody.close());
        HeartbeatAck next = storage.beat(both);

        assertThat(ack).isEqualTo(new HeartbeatAck(List.of(), List.of(), List.of(), List.of(locked)));
        assertThat(lockedRenewed).isFalse();
        assertThat(isRenewed(free)).isTrue();
        assertThat(checkpoint(free, "text")).isEqualTo("fast");
        assertThat(next).isEqualTo(NOTHING);
        assertThat(isRenewed(locked)).isTrue();
        assertThat(checkpoint(locked, "text")).isEqualTo("slow");
    }

    @Test
    void beatReadsWhatItHoldsAndNotWhatOthersRun() {
        UUID replyId = replyOf(storage.accept(question("one")));
        ReplyClaim claim = storage.claim(claim(replyId));
        storage.sql("insert into rooms (tenant, room_id, name, seq, rev)"
                + " select 'main', 'room-' || i, 'R', 2, 2 from generate_series(1, 500) i");
        storage.sql("insert into replies (tenant, reply_id, room_id, seq, reply_to, user_id, state, epoch, attempt,"
                + " claim_id, owner, lease_until, model, provider, created_rev, started_rev, created_at, pending_at,"
                + " started_at) select 'main', gen_random_uuid(), 'room-' || i, 2, gen_random_uuid(), 'u', 'running', 1,"
                + " 1, gen_random_uuid(), 'other', now() + interval '1 h', 'm', 'p', 1, 2, now(), now(), now()"
                + " from generate_series(1, 500) i");

        storage.beat(beat(OWNER, held(replyId, claim, chunk(0, "text"))));
        storage.vertx()
                .deploymentIDs()
                .forEach(id -> StorageRoom.get(storage.vertx().undeploy(id)));

        // Sessions report what they did when they end.
        await().until(() ->
                storage.count("select n_tup_ins from pg_stat_user_tables where relname = 'reply_chunks'") == 1);
        assertThat(storage.count("select sum(idx_tup_read) from pg_stat_user_indexes" + " where relname = 'replies'"))
                .isLessThan(100);
    }

    @Test
    void hopelessReplyIsBuriedAlsoByWhoHasNoRoomForMore() {
        UUID replyId = hopelessIn("room");

        HeartbeatAck ack = storage.beat(new Heartbeat(OTHER, List.of(), 0, true));

        assertThat(ack).isEqualTo(NOTHING);
        assertThat(stateOf(replyId)).isEqualTo("ended");
    }

    @Test
    void hopelessRepliesAreBuriedAFewPerBeat() {
        for (int i = 0; i < 20; i++) {
            hopelessIn("room-" + i);
        }

        storage.beat(sweep(OTHER));
        long first = storage.count("select count(*) from replies where state = 'ended'");
        storage.beat(sweep(OTHER));

        assertThat(first).isEqualTo(16);
        assertThat(storage.count("select count(*) from replies where state = 'ended'"))
                .isEqualTo(20);
    }

    @Test
    void burialThatFailsStopsNeitherTheBeatNorTheNextBurialAndIsSaidOnce() {
        UUID broken = hopelessIn("broken");
        UUID whole = hopelessIn("whole");
        storage.sql(
                "insert into messages (tenant, room_id, seq, message_id, role, text, status, reply_to, created_rev,"
                        + " rev, ts) select tenant, room_id, seq, gen_random_uuid(), 'assistant', 'in its place', 'complete',"
                        + " reply_to, 1000, 1000, now() from replies where reply_id = $1",
                broken);
        UUID waiting = questionIn("waiting");
        storage.sql("update replies set pending_at = pending_at - interval '2 min' where reply_id = $1", waiting);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        ((Logger) LoggerFactory.getLogger(HeartbeatStore.class)).addAppender(log);

        HeartbeatAck ack = storage.beat(sweep(OTHER));
        storage.sql("update replies set offered_at = offered_at - interval '2 min' where reply_id = $1", broken);
        storage.beat(sweep(OTHER));
        ((Logger) LoggerFactory.getLogger(HeartbeatStore.class)).detachAppender(log);

        assertThat(ack.claimable()).extracting(PendingReply::replyId).containsExactly(waiting);
        assertThat(stateOf(whole)).isEqualTo("ended");
        assertThat(stateOf(broken)).isEqualTo("running");
        assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage).hasSize(1);
    }

    @Test
    void burialsWaitForNoLock() {
        List<UUID> locked = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            locked.add(hopelessIn("locked-" + i));
        }
        UUID free = hopelessIn("unlocked");
        PgConnection somebody = lock("select 1 from rooms where room_id like 'locked-%' for update");

        HeartbeatAck ack = storage.beat(sweep(OTHER));
        StorageRoom.get(somebody.close());
        storage.sql("update replies set offered_at = offered_at - interval '2 min' where state = 'running'");
        String before = stateOf(locked.get(0));
        storage.beat(sweep(OTHER));

        assertThat(ack).isEqualTo(NOTHING);
        assertThat(stateOf(free)).isEqualTo("ended");
        assertThat(before).isEqualTo("running");
        assertThat(locked).allSatisfy(replyId -> assertThat(stateOf(replyId)).isEqualTo("ended"));
    }

    @Test
    void limitCountsUnclaimedAndOrphanedTogether() {
        for (int i = 0; i < 4; i++) {
            UUID replyId = questionIn("room-" + i);
            if (i % 2 == 0) {
                storage.claim(claim(room("room-" + i), replyId, OWNER));
                expire(replyId);
            }
        }
        storage.sql("update replies set pending_at = pending_at - interval '2 min'");

        HeartbeatAck ack = storage.beat(new Heartbeat(OTHER, List.of(), 3, true));

        assertThat(ack.claimable()).hasSize(3);
    }

    @Test
    void leasesMeanNothingUntilTheServerHasRunForOne() {
        UUID replyId = replyOf(storage.accept(question("one")));
        storage.claim(claim(replyId));
        expire(replyId);

        boolean counts = (Boolean) storage.value("select verbatim_leases_count(3600000)");

        assertThat(counts).isFalse();
        assertThat(storage.sql("select * from verbatim_sweep(10, true, 3600000, 500, 1)"))
                .isEmpty();
        assertThat(storage.sql("select * from verbatim_sweep(10, true, 1000, 500, 1)"))
                .hasSize(1);
    }

    /** A running reply that has been taken over as often as may be and whose owner is lost again. */
    private UUID hopelessIn(String roomId) {
        UUID replyId = questionIn(roomId);
        storage.claim(claim(room(roomId), replyId, OWNER));
        storage.sql("update replies set takeovers = 1 where reply_id = $1", replyId);
        expire(replyId);
        return replyId;
    }

    private UUID questionIn(String roomId) {
        storage.sql("select verbatim_create_room('main', $1, null, null)", roomId);
        return replyOf(storage.accept(question(room(roomId), "q")));
    }

    private static RoomKey room(String roomId) {
        return new RoomKey("main", roomId);
    }

    private PgConnection lock(String statement) {
        PgConnection somebody = storage.connection();
        StorageRoom.get(somebody.query("begin").execute());
        StorageRoom.get(somebody.query(statement).execute());
        return somebody;
    }

    private boolean isRenewed(UUID replyId) {
        return (Boolean)
                storage.value("select lease_until > clock_timestamp() from replies where reply_id = $1", replyId);
    }

    private String stateOf(UUID replyId) {
        return (String) storage.value("select state from replies where reply_id = $1", replyId);
    }

    private void expire(UUID replyId) {
        storage.sql(
                "update replies set lease_until = clock_timestamp() - interval '1 ms' where reply_id = $1", replyId);
    }

    private void stop(UUID replyId) {
        StorageRoom.get(storage.ask(Topics.STOP.of(LOBBY), new RequestStop(LOBBY, replyId, Asks.ANNA)));
    }

    private Object checkpoint(UUID replyId, String kind) {
        return storage.value("select verbatim_checkpoint('main', $1, 1, $2)", replyId, kind);
    }

    private static TextChunk thought(int offset, String text) {
        return new TextChunk(DeltaKind.REASONING, offset, text);
    }

    private static UUID replyOf(Accepted accepted) {
        return Objects.requireNonNull(accepted.reply()).replyId();
    }
}
