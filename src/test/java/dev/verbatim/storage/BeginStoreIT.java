package dev.verbatim.storage;

import static dev.verbatim.storage.Asks.LOBBY;
import static dev.verbatim.storage.Asks.OWNER;
import static dev.verbatim.storage.Asks.beat;
import static dev.verbatim.storage.Asks.chunk;
import static dev.verbatim.storage.Asks.claim;
import static dev.verbatim.storage.Asks.complete;
import static dev.verbatim.storage.Asks.held;
import static dev.verbatim.storage.Asks.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.AttemptOutcome;
import dev.verbatim.contract.AttemptResult;
import dev.verbatim.contract.BeginAttempt;
import dev.verbatim.contract.BegunAttempt;
import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.HeldReply;
import dev.verbatim.contract.LastAttempt;
import dev.verbatim.contract.ReadChanges;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.ReplyEnded;
import dev.verbatim.contract.ReplyStarted;
import dev.verbatim.contract.RequestStop;
import dev.verbatim.contract.RoomChange;
import dev.verbatim.contract.RoomChanges;
import dev.verbatim.contract.ToolCall;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageRecorded;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.testing.TestPostgres;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BeginStoreIT {
    private static final AttemptResult CUT = new AttemptResult(
            AttemptOutcome.INTERRUPTED,
            FailureCode.STREAM_CUT,
            new Usage(UsageSource.ESTIMATED, 9, 4, 0, 0, 0),
            77L,
            12L,
            340,
            "req-cut");

    private StorageRoom storage;
    private Accepted asked;
    private UUID replyId;
    private ReplyClaim first;

    @BeforeEach
    void claimed() {
        storage = StorageSetup.on(TestPostgres.freshDatabase()).instances(2).start();
        asked = storage.accept(question("why?"));
        replyId = Objects.requireNonNull(asked.reply()).replyId();
        first = storage.claim(claim(replyId));
    }

    @AfterEach
    void undeploy() {
        storage.close();
    }

    @Test
    void theToolsThatAnAttemptWantedCalledAreStoredThoughItCameToNothing() {
        List<ToolCall> calls = List.of(new ToolCall("c-1", "clock", "{\"zone\":"));
        BeginAttempt ask = next(1, "backup", 0);

        storage.begin(new BeginAttempt(
                ask.room(),
                ask.replyId(),
                ask.beginId(),
                ask.epoch(),
                ask.former(),
                new AttemptResult(
                        AttemptOutcome.INTERRUPTED, FailureCode.STREAM_CUT, CUT.usage(), null, 1L, 2, null, calls),
                ask.provider(),
                ask.model(),
                ask.offset(),
                ask.fallback(),
                null,
                null));

        assertThat(storage.value("select tool_calls -> 0 ->> 'arguments' from attempts where attempt = 1"))
                .isEqualTo("{\"zone\":");
        assertThat(storage.value("select tool_calls from attempts where attempt = 2"))
                .isNull();
        assertThat(storage.awaitUsage(1).get(0).result().toolCalls()).isEqualTo(calls);
    }

    @Test
    void theFormerRowIsClosedAndTheNextOneMadeAtOneRev() {
        BegunAttempt second = storage.begin(next(1, "backup", 3));

        assertThat(second).isEqualTo(new BegunAttempt(2, null));
        List<Row> rows = storage.sql("select * from attempts order by attempt");
        assertThat(rows).hasSize(2);
        Row former = rows.get(0);
        assertThat(former.getString("outcome")).isEqualTo("interrupted");
        assertThat(former.getString("error")).isEqualTo("stream_cut");
        assertThat(former.getString("usage_source")).isEqualTo("estimated");
        assertThat(former.getLong("input_tokens")).isEqualTo(9);
        assertThat(former.getLong("output_tokens")).isEqualTo(4);
        assertThat(former.getLong("cost_pico")).isEqualTo(77);
        assertThat(former.getLong("first_token_ms")).isEqualTo(12);
        assertThat(former.getLong("duration_ms")).isEqualTo(340);
        assertThat(former.getString("request_id")).isEqualTo("req-cut");
        Row running = rows.get(1);
        assertThat(running.getString("outcome")).isEqualTo("running");
        assertThat(running.getLong("epoch")).isEqualTo(first.epoch());
        assertThat(running.getString("owner")).isEqualTo(OWNER);
        assertThat(running.getString("provider")).isEqualTo("backup");
        assertThat(running.getLong("prompt_estimate")).isEqualTo(former.getLong("prompt_estimate"));
        assertThat(storage.count("select rev from rooms where room_id = 'lobby'"))
                .isEqualTo(3);
    }

    @Test
    void saysTheStartWithOffsetAndFallbackAndTheUsageOfTheFormer() {
        storage.begin(next(1, "backup", 3));

        storage.awaitFacts(LOBBY, 3);
        ReplyStarted start = storage.facts(LOBBY, ReplyStarted.class).get(1);
        assertThat(start)
                .isEqualTo(new ReplyStarted(
                        LOBBY,
                        3,
                        replyId,
                        2,
                        asked.messageId(),
                        OWNER,
                        first.epoch(),
                        2,
                        "model-2",
                        "backup",
                        3,
                        true));
        assertThat(storage.awaitUsage(1).get(0))
                .isEqualTo(new UsageRecorded(LOBBY, "anna", replyId, 1, "demo", "demo-1", CUT));
    }

    @Test
    void theStartIsReadAgainAsItWasSaid() {
        storage.begin(next(1, "backup", 3));

        RoomChanges changes = StorageRoom.get(storage.ask(Topics.CHANGES.of(LOBBY), new ReadChanges(LOBBY, 1)));

        storage.awaitFacts(LOBBY, 3);
        ReplyStarted said = storage.facts(LOBBY, ReplyStarted.class).get(1);
        assertThat(changes.facts()).extracting(RoomChange::fact).containsExactly(said);
    }

    @Test
    void theSameBeginningAgainIsTheSameAttempt() {
        BeginAttempt ask = next(1, "backup", 0);

        BegunAttempt once = storage.begin(ask);
        BegunAttempt again = storage.begin(ask);

        assertThat(again).isEqualTo(once);
        assertThat(storage.count("select count(*) from attempts")).isEqualTo(2);
        assertThat(storage.count("select rev from rooms where room_id = 'lobby'"))
                .isEqualTo(3);
    }

    @Test
    void anotherBeginningAfterAFormerAttemptIsRefused() {
        storage.begin(next(1, "backup", 0));

        assertThat(StorageRoom.refusal(storage.beginning(next(1, "backup", 0))).code())
                .isEqualTo(FailureCode.CONFLICT);
        assertThat(storage.count("select count(*) from attempts")).isEqualTo(2);
    }

    @Test
    void aLowerEpochBeginsNothing() {
        storage.sql("update replies set lease_until = now() - interval '1 hour'");
        storage.sql("update replies set epoch = epoch + 1");

        assertThat(StorageRoom.refusal(storage.beginning(next(1, "backup", 0))).code())
                .isEqualTo(FailureCode.CONFLICT);
        assertThat(storage.count("select count(*) from attempts where outcome = 'running'"))
                .isEqualTo(1);
    }

    @Test
    void nothingBeginsAfterTheEnd() {
        storage.end(complete(replyId, first, "because"));

        assertThat(StorageRoom.refusal(storage.beginning(next(1, "backup", 0))).code())
                .isEqualTo(FailureCode.CONFLICT);
    }

    @Test
    void aStopAskedForMeanwhileIsSaidWithTheNumber() {
        StorageRoom.get(storage.ask(Topics.STOP.of(LOBBY), new RequestStop(LOBBY, replyId, Asks.ANNA)));

        assertThat(storage.begin(next(1, "backup", 0))).isEqualTo(new BegunAttempt(2, "anna"));
    }

    @Test
    void theEndClosesTheLastAttemptAndKeepsTheTextOfAnEarlierOne() {
        storage.begin(next(1, "backup", 0));
        AttemptResult refused = new AttemptResult(
                AttemptOutcome.FAILED, FailureCode.PROVIDER_UNAVAILABLE, Usage.estimated(0, 0), null, null, 5, null);

        storage.end(ending(CUT, new LastAttempt(2, "backup", "model-2", refused)));

        List<Row> rows = storage.sql("select outcome, error from attempts order by attempt");
        assertThat(rows.get(0).getString("outcome")).isEqualTo("interrupted");
        assertThat(rows.get(1).getString("outcome")).isEqualTo("failed");
        assertThat(rows.get(1).getString("error")).isEqualTo("provider_unavailable");
        storage.awaitFacts(LOBBY, 4);
        ReplyEnded end = storage.facts(LOBBY, ReplyEnded.class).get(0);
        assertThat(end.attempt()).isEqualTo(1);
        assertThat(end.message().text()).isEqualTo("half an answer");
        assertThat(end.message().provider()).isEqualTo("demo");
        assertThat(storage.awaitUsage(2).get(1))
                .isEqualTo(new UsageRecorded(LOBBY, "anna", replyId, 2, "backup", "model-2", refused));
        assertThat(storage.sql("select model, usage_source from shown_messages where seq = 2")
                        .get(0)
                        .getString("model"))
                .isEqualTo("demo-1");
    }

    @Test
    void anAttemptWhoseBeginningNobodyWaitedForWasNotSent() {
        storage.begin(next(1, "backup", 0));

        storage.end(ending(CUT, null));

        Row last = storage.sql("select * from attempts where attempt = 2").get(0);
        assertThat(last.getString("outcome")).isEqualTo("not_sent");
        assertThat(last.getLong("input_tokens")).isZero();
        assertThat(last.getLong("output_tokens")).isZero();
        assertThat(storage.count("select count(*) from attempts where outcome = 'running'"))
                .isZero();
    }

    @Test
    void checkpointsAreOfThePresentAttemptAlone() {
        storage.beat(beat(OWNER, held(replyId, first, chunk(0, "old words"))));
        storage.begin(next(1, "backup", 0));

        storage.beat(beat(OWNER, held(replyId, first, chunk(9, " late"))));
        storage.beat(beat(OWNER, new HeldReply(LOBBY, replyId, first.epoch(), 2, List.of(chunk(0, "new")))));

        assertThat(storage.value("select verbatim_checkpoint('main', $1, 2, 'text')", replyId))
                .isEqualTo("new");
        assertThat(storage.count("select count(*) from reply_chunks where chunk_offset = 9"))
                .isZero();
    }

    @Test
    void aTakeoverAbandonsTheLastAttemptAlone() {
        storage.begin(next(1, "backup", 0));
        storage.sql("update replies set lease_until = clock_timestamp() - interval '1 second'");

        ReplyClaim taken = storage.claim(claim(LOBBY, replyId, "other"));

        assertThat(taken.attempt()).isEqualTo(3);
        assertThat(storage.sql("select outcome from attempts order by attempt"))
                .extracting(row -> row.getString(0))
                .containsExactly("interrupted", "abandoned", "running");
    }

    private BeginAttempt next(int former, String provider, int offset) {
        return new BeginAttempt(
                LOBBY,
                replyId,
                UUID.randomUUID(),
                first.epoch(),
                former,
                CUT,
                provider,
                "model-2",
                offset,
                true,
                2L,
                3L);
    }

    private EndReply ending(AttemptResult standing, LastAttempt last) {
        return new EndReply(
                LOBBY,
                replyId,
                first.epoch(),
                1,
                EndStatus.INTERRUPTED,
                null,
                null,
                "half an answer",
                "",
                "",
                null,
                null,
                null,
                0,
                standing,
                List.of(),
                last);
    }
}
