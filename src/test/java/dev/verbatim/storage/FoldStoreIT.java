package dev.verbatim.storage;

import static dev.verbatim.storage.Asks.ANNA;
import static dev.verbatim.storage.Asks.BEN;
import static dev.verbatim.storage.Asks.LOBBY;
import static dev.verbatim.storage.Asks.claim;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.RetentionSettings;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.AttemptOutcome;
import dev.verbatim.contract.AttemptResult;
import dev.verbatim.contract.ClaimFold;
import dev.verbatim.contract.ClaimedFold;
import dev.verbatim.contract.EditMessage;
import dev.verbatim.contract.EndFold;
import dev.verbatim.contract.EndedFold;
import dev.verbatim.contract.EraseUser;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.FoldLimits;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.PromptTurn;
import dev.verbatim.contract.ReadUsage;
import dev.verbatim.contract.RemoveMessage;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.RoomSummary;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageBy;
import dev.verbatim.contract.UsagePage;
import dev.verbatim.contract.UsagePurpose;
import dev.verbatim.contract.UsageRecorded;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.contract.UsageSum;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Summaries in a real Postgres: who may make the next one, what it is made of, what takes it away, and its bill. */
class FoldStoreIT {
    private static final FoldLimits AFTER_FOUR = new FoldLimits(1_000_000, 4, 1_000_000, 2, 1_000_000);
    private static final long LEASE_MS = 60_000;
    private static final Usage USED = new Usage(UsageSource.PROVIDER, 40, 10, 0, 0, 0);

    private StorageRoom storage;

    @BeforeEach
    void open() {
        storage = StorageSetup.on(TestPostgres.freshDatabase()).instances(1).start();
        storage.sql("update rooms set prompt_strategy = 'summary' where room_id = 'lobby'");
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void theOldestAreFoldedAndTheNewestKept() {
        say(6);

        ClaimedFold fold = fold();

        assertThat(fold.version()).isEqualTo(1);
        assertThat(fold.former()).isNull();
        assertThat(fold.turns()).extracting(PromptTurn::text).containsExactly("m1", "m2", "m3", "m4");
    }

    @Test
    void belowTheThresholdNothingIsFolded() {
        say(4);

        assertThat(fold()).isEqualTo(ClaimedFold.NOTHING);
        assertThat(storage.count("select count(*) from folds")).isZero();
    }

    @Test
    void aRoomThatWantsNoSummariesHasNone() {
        storage.sql("update rooms set prompt_strategy = 'recent' where room_id = 'lobby'");
        say(9);

        assertThat(fold()).isEqualTo(ClaimedFold.NOTHING);
    }

    @Test
    void whatAnOpenAnswerWillStandBeforeIsNotFolded() {
        say(4);
        storage.accept(Asks.question("asked"));
        say(8);

        assertThat(fold().turns()).extracting(PromptTurn::text).containsExactly("m1", "m2", "m3");
    }

    @Test
    void oneFoldRunsPerRoomAndTheSameAgainIsAnsweredTheSame() {
        say(6);
        ClaimFold ask = ask();

        ClaimedFold first = claimed(ask);

        assertThat(claimed(ask)).isEqualTo(first);
        assertThat(fold()).isEqualTo(ClaimedFold.NOTHING);
        assertThat(storage.count("select count(*) from folds")).isEqualTo(1);
    }

    @Test
    void theNextGoesOnFromTheLastAndAnswersGetIt() {
        say(6);
        done("They said m1 to m4.");
        say(4);

        ClaimedFold next = fold();

        RoomSummary former = Objects.requireNonNull(next.former());
        assertThat(former.text()).isEqualTo("They said m1 to m4.");
        assertThat(former.throughSeq()).isEqualTo(4);
        assertThat(next.version()).isEqualTo(2);
        assertThat(next.turns()).extracting(PromptTurn::text).containsExactly("m5", "m6", "m1", "m2");
        assertThat(summaryOfNextReply()).isEqualTo(former);
    }

    @Test
    void anAnswerDoesNotGetASummaryOfWhatCameAfterIt() {
        say(1);
        Accepted early = storage.accept(Asks.question("early"));
        storage.sql(
                "insert into folds (tenant, room_id, version, fold_id, from_seq, through_seq, owner, provider, model,"
                        + " started_at, lease_until, ended_at, outcome, failures)"
                        + " values ('main', 'lobby', 1, gen_random_uuid(), 1, 9, 'o', 'p', 'm', now(), now(), now(), 'complete', 0)");
        storage.sql("insert into summaries (tenant, room_id, version, from_seq, through_seq, through_id, text, tokens,"
                + " created_at) values ('main', 'lobby', 1, 1, 9, gen_random_uuid(), 'later', 1, now())");

        ReplyClaim claim =
                storage.claim(claim(Objects.requireNonNull(early.reply()).replyId()));

        assertThat(claim.summary()).isNull();
    }

    @Test
    void aDeadNodesFoldIsTakenOverAndItsTextComesTooLate() {
        say(6);
        ClaimFold dead = ask();
        ClaimedFold lost = claimed(dead);
        storage.sql("update folds set lease_until = now() - interval '1 second'");

        ClaimFold heir = ask();
        ClaimedFold taken = claimed(heir);
        EndedFold late = ended(dead, lost.version(), "too late");
        EndedFold own = ended(heir, taken.version(), "in time");

        assertThat(taken.version()).isEqualTo(2);
        assertThat(late.stored()).isFalse();
        assertThat(own.stored()).isTrue();
        assertThat(storage.value("select string_agg(outcome || ' ' || output_tokens, ',' order by version) from folds"))
                .isEqualTo("abandoned 10,complete 10");
        assertThat(storage.value("select text from summaries")).isEqualTo("in time");
    }

    @Test
    void afterAFailureNobodyTriesForAWhile() {
        say(6);
        ClaimFold failing = ask();
        ended(failing, claimed(failing).version(), null);

        assertThat(fold()).isEqualTo(ClaimedFold.NOTHING);
        storage.sql("update folds set ended_at = now() - interval '61 seconds'");
        ClaimFold again = ask();
        ended(again, claimed(again).version(), null);
        storage.sql("update folds set ended_at = now() - interval '61 seconds'");
        assertThat(fold()).as("twice as long after the second").isEqualTo(ClaimedFold.NOTHING);
        storage.sql("update folds set ended_at = now() - interval '121 seconds'");
        assertThat(fold().version()).isEqualTo(3);
    }

    @Test
    void aRemovedMessageTakesItsSummariesAlongAndOlderOnesStay() {
        List<Accepted> said = say(6);
        done("one");
        say(4);
        done("two");

        remove(said.get(4).messageId());

        assertThat(storage.value("select string_agg(text, ',') from summaries")).isEqualTo("one");
        assertThat(Objects.requireNonNull(summaryOfNextReply()).text()).isEqualTo("one");
    }

    @Test
    void whatIsRemovedWhileItIsFoldedIsNotKept() {
        List<Accepted> said = say(6);
        ClaimFold ask = ask();
        ClaimedFold fold = claimed(ask);

        remove(said.get(1).messageId());
        EndedFold ended = ended(ask, fold.version(), "They said m2.");

        assertThat(ended.stored()).isFalse();
        assertThat(storage.count("select count(*) from summaries")).isZero();
        assertThat(storage.value("select outcome || failures from folds")).isEqualTo("complete0");
        assertThat(fold().turns()).extracting(PromptTurn::text).containsExactly("m1", "m3", "m4");
    }

    @Test
    void anEditedMessageTakesTheSummariesOfItsFormerWordsAlong() {
        List<Accepted> said = say(6);
        done("one");

        StorageRoom.get(storage.ask(
                Topics.EDIT.of(LOBBY),
                new EditMessage(LOBBY, ANNA, said.get(1).messageId(), "another word", "e-1", false)));

        assertThat(storage.count("select count(*) from summaries")).isZero();
        assertThat(fold().turns()).extracting(PromptTurn::text).contains("another word");
    }

    @Test
    void whatIsSaidOfOtherMessagesStays() {
        List<Accepted> said = say(6);
        done("one");

        remove(said.get(5).messageId());

        assertThat(storage.count("select count(*) from summaries")).isEqualTo(1);
    }

    @Test
    void anErasedAccountTakesTheSummariesOfItsWordsAlong() {
        say(5);
        storage.accept(Asks.message(LOBBY, BEN, "Ben was here", "c-ben", false));
        say(3);
        done("Ben was here, they say.");

        StorageRoom.get(storage.ask(Topics.ERASE_USER, new EraseUser("main", "ben", "erased-1", "")));

        assertThat(storage.count("select count(*) from summaries")).isZero();
    }

    @Test
    void agedMessagesTakeTheirSummariesAlong() {
        say(6);
        done("old");
        storage.sql("update messages set ts = now() - interval '40 days' where seq <= 2");
        PgConnection connection = storage.connection();

        TombstoneStore tombstones = new TombstoneStore(new Facts(MessageBus.over(storage.vertx())));
        for (int piece = 0; piece < 10; piece++) {
            StorageRoom.get(tombstones.retain(connection, new RetentionSettings(30, 0, 0)));
        }
        StorageRoom.get(connection.close());

        assertThat(storage.count("select count(*) from messages where removed_at is not null"))
                .isEqualTo(2);
        assertThat(storage.count("select count(*) from summaries")).isZero();
    }

    @Test
    void itIsBilledToTheRoomAndTheModelAndNoUser() {
        storage.sql("insert into token_budgets (tenant, kind, id, day)"
                + " values ('main', 'room', 'lobby', (now() at time zone 'UTC')::date)");
        say(6);
        ClaimFold ask = ask();
        ClaimedFold fold = claimed(ask);
        ended(ask, fold.version(), "short");
        ended(ask, fold.version(), "short");

        UsageRecorded fact = storage.awaitUsage(1).get(0);

        assertThat(fact.purpose()).isEqualTo(UsagePurpose.SUMMARY);
        assertThat(fact.replyId()).isEqualTo(ask.foldId());
        assertThat(fact.result().usage()).isEqualTo(USED);
        assertThat(storage.value("select used from token_budgets")).isEqualTo(50L);
        assertThat(usage(UsageBy.ROOM)).extracting(UsageSum::key).containsExactly("lobby");
        assertThat(usage(UsageBy.MODEL)).extracting(UsageSum::key).containsExactly("cheap");
        assertThat(usage(UsageBy.USER)).singleElement().satisfies(row -> {
            assertThat(row.key()).isEmpty();
            assertThat(row.tokens()).isEqualTo(USED);
            assertThat(row.attempts()).isEqualTo(1);
        });
    }

    private List<UsageSum> usage(UsageBy by) {
        Instant now = Instant.now();
        Future<UsagePage> page = storage.ask(
                Topics.READ_USAGE,
                new ReadUsage("main", null, now.minusSeconds(600), now.plusSeconds(600), by, null, 100));
        return StorageRoom.get(page).rows();
    }

    private List<Accepted> say(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> storage.accept(Asks.message("m" + i)))
                .toList();
    }

    private static ClaimFold ask() {
        return new ClaimFold(LOBBY, UUID.randomUUID(), Asks.OWNER, "openai", "cheap", LEASE_MS, 60_000, AFTER_FOUR);
    }

    private ClaimedFold fold() {
        return claimed(ask());
    }

    private ClaimedFold claimed(ClaimFold ask) {
        return StorageRoom.get(storage.ask(Topics.CLAIM_FOLD.of(LOBBY), ask));
    }

    private void done(String text) {
        ClaimFold ask = ask();
        assertThat(ended(ask, claimed(ask).version(), text).stored()).isTrue();
    }

    private EndedFold ended(ClaimFold ask, int version, String text) {
        AttemptResult result = text == null
                ? new AttemptResult(AttemptOutcome.FAILED, FailureCode.TIMEOUT, USED, null, null, 5, null)
                : new AttemptResult(AttemptOutcome.COMPLETE, null, USED, null, 3L, 5, null);
        EndFold ending = new EndFold(LOBBY, ask.foldId(), version, "openai", "cheap", result, text, 3);
        return StorageRoom.get(storage.ask(Topics.END_FOLD.of(LOBBY), ending));
    }

    private RoomSummary summaryOfNextReply() {
        Accepted asked = storage.accept(Asks.question("What was said?"));
        return storage.claim(claim(Objects.requireNonNull(asked.reply()).replyId()))
                .summary();
    }

    private void remove(UUID messageId) {
        StorageRoom.get(storage.ask(Topics.REMOVE_MESSAGE.of(LOBBY), new RemoveMessage(LOBBY, ANNA, messageId)));
    }
}
