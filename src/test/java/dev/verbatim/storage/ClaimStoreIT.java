package dev.verbatim.storage;

import static dev.verbatim.storage.Asks.ANNA;
import static dev.verbatim.storage.Asks.BEN;
import static dev.verbatim.storage.Asks.LOBBY;
import static dev.verbatim.storage.Asks.OWNER;
import static dev.verbatim.storage.Asks.claim;
import static dev.verbatim.storage.Asks.complete;
import static dev.verbatim.storage.Asks.message;
import static dev.verbatim.storage.Asks.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.ClaimReply;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.OnCut;
import dev.verbatim.contract.OnEmpty;
import dev.verbatim.contract.PromptStrategy;
import dev.verbatim.contract.PromptTurn;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.ReplyStarted;
import dev.verbatim.contract.ReplyState;
import dev.verbatim.contract.RequestStop;
import dev.verbatim.contract.Role;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.RoomOptions;
import dev.verbatim.contract.StopRecorded;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.TurnPolicy;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClaimStoreIT {
    private StorageRoom storage;

    @BeforeEach
    void deploy() {
        storage = StorageSetup.on(TestPostgres.freshDatabase()).instances(2).start();
    }

    @AfterEach
    void undeploy() {
        storage.close();
    }

    @Test
    void pendingReplyGetsEpochAttemptAndRow() {
        Accepted question = storage.accept(question("why?"));
        UUID replyId = replyOf(question);

        ReplyClaim claim = storage.claim(claim(replyId));

        assertThat(claim.epoch()).isEqualTo(1);
        assertThat(claim.attempt()).isEqualTo(1);
        assertThat(claim.seq()).isEqualTo(2);
        assertThat(claim.replyTo()).isEqualTo(question.messageId());
        assertThat(claim.stoppedBy()).isNull();
        assertThat(storage.count("select count(*) from attempts where outcome = 'running' and attempt = 1 and epoch = 1"
                        + " and provider = 'demo' and model = 'demo-1' and owner = '" + OWNER + "'"))
                .isEqualTo(1);
        assertThat(storage.value("select state from replies")).isEqualTo("running");
        assertThat(storage.value("select lease_until > now() + interval '3 s' from replies"))
                .isEqualTo(true);
    }

    @Test
    void claimTakesOneRevAndTellsTheOwner() {
        UUID replyId = replyOf(storage.accept(question("why?")));

        ReplyClaim claim = storage.claim(claim(replyId));

        ReplyStarted fact = (ReplyStarted) storage.awaitFacts(LOBBY, 2).get(1);
        assertThat(fact.rev()).isEqualTo(2);
        assertThat(fact.replyId()).isEqualTo(replyId);
        assertThat(fact.seq()).isEqualTo(2);
        assertThat(fact.replyTo()).isEqualTo(claim.replyTo());
        assertThat(fact.owner()).isEqualTo(OWNER);
        assertThat(fact.epoch()).isEqualTo(1);
        assertThat(fact.attempt()).isEqualTo(1);
        assertThat(fact.model()).isEqualTo("demo-1");
        assertThat(fact.provider()).isEqualTo("demo");
        assertThat(storage.value("select rev from rooms where room_id = 'lobby'"))
                .isEqualTo(2L);
    }

    @Test
    void sameClaimIdGivesTheSameEpochAndAttempt() {
        UUID replyId = replyOf(storage.accept(question("why?")));
        ClaimReply ask = claim(replyId);
        ReplyClaim first = storage.claim(ask);

        ReplyClaim again = storage.claim(ask);

        assertThat(again).isEqualTo(first);
        assertThat(storage.count("select count(*) from attempts")).isEqualTo(1);
        assertThat(storage.value("select rev from rooms where room_id = 'lobby'"))
                .isEqualTo(2L);
    }

    @Test
    void oneOfManyConcurrentClaimsWins() {
        UUID replyId = replyOf(storage.accept(question("why?")));
        List<Future<ReplyClaim>> claims = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ClaimReply ask = claim(LOBBY, replyId, "verbatim.llm.n" + i + ".0");
            claims.add(storage.ask(Topics.CLAIM.of(LOBBY), ask));
        }

        List<ReplyClaim> won = StorageRoom.all(claims);

        assertThat(won).hasSize(1);
        assertThat(claims)
                .filteredOn(Future::failed)
                .extracting(claim -> StorageRoom.refusal(claim).code())
                .hasSize(19)
                .containsOnly(FailureCode.CONFLICT);
        assertThat(storage.count("select count(*) from attempts")).isEqualTo(1);
    }

    @Test
    void runningQueuedEndedAndUnknownRepliesAreNotClaimed() {
        UUID running = replyOf(storage.accept(question("one")));
        UUID queued = replyOf(storage.accept(question("two")));
        ReplyClaim claim = storage.claim(claim(running));

        assertThat(codeOfClaim(claim(running))).isEqualTo(FailureCode.CONFLICT);
        assertThat(codeOfClaim(claim(queued))).isEqualTo(FailureCode.CONFLICT);
        assertThat(codeOfClaim(claim(UUID.randomUUID()))).isEqualTo(FailureCode.NOT_FOUND);
        assertThat(codeOfClaim(claim(new RoomKey("other", "lobby"), running, OWNER)))
                .isEqualTo(FailureCode.NOT_FOUND);
        storage.end(complete(running, claim, "done"));
        assertThat(codeOfClaim(claim(running))).isEqualTo(FailureCode.CONFLICT);
    }

    @Test
    void tailIsWhatWasSaidBeforeOldestFirstWithTheQuestionLast() {
        ReplyClaim first = answered("one", "answer one");
        storage.accept(message(LOBBY, BEN, "a remark", "b-1", false));
        UUID replyId = replyOf(storage.accept(question("two")));
        storage.accept(message("too late"));

        ReplyClaim claim = storage.claim(claim(replyId));

        assertThat(first.tail()).extracting(PromptTurn::text).containsExactly("one");
        assertThat(claim.tail()).extracting(PromptTurn::text).containsExactly("one", "answer one", "a remark", "two");
        assertThat(claim.tail())
                .extracting(PromptTurn::role)
                .containsExactly(Role.USER, Role.ASSISTANT, Role.USER, Role.USER);
        assertThat(claim.tail().get(1).tokens()).isEqualTo(5);
        assertThat(claim.tail().get(2).userId()).isEqualTo("ben");
        assertThat(claim.tail().get(2).name()).isEqualTo("Ben");
        assertThat(claim.tail().get(2).tokens()).isNull();
    }

    @Test
    void tailLeavesOutEmptyAnswersAndRemovedMessages() {
        UUID failed = replyOf(storage.accept(question("one")));
        storage.end(Asks.end(LOBBY, failed, storage.claim(claim(failed)), EndStatus.FAILED, ""));
        storage.accept(message("secret"));
        storage.sql("update messages set text = '', removed_at = now() where text = 'secret'");
        UUID replyId = replyOf(storage.accept(question("two")));

        ReplyClaim claim = storage.claim(claim(replyId));

        assertThat(claim.tail()).extracting(PromptTurn::text).containsExactly("one", "two");
    }

    @Test
    void tailKeepsTheNewestWithinItsLimits() {
        for (int i = 0; i < 10; i++) {
            storage.accept(message("message " + i));
        }
        UUID replyId = replyOf(storage.accept(question("now?")));

        ReplyClaim byCount = storage.claim(claim(LOBBY, replyId, OWNER, 3, 32_000));
        expire(replyId);
        ReplyClaim byBytes = storage.claim(claim(LOBBY, replyId, OWNER, 50, 13));
        expire(replyId);
        ReplyClaim tooTight = storage.claim(claim(LOBBY, replyId, OWNER, 50, 1));

        assertThat(byCount.tail()).extracting(PromptTurn::text).containsExactly("message 8", "message 9", "now?");
        assertThat(byBytes.tail()).extracting(PromptTurn::text).containsExactly("message 9", "now?");
        assertThat(tooTight.tail()).extracting(PromptTurn::text).containsExactly("now?");
    }

    @Test
    void claimBringsTheRoomsOptionsAndTheReplyItsFirstModel() {
        storage.sql("update rooms set system_prompt = 'Be brief.', models = '{first,second}', max_output_tokens = 300,"
                + " temperature = 0.3, on_empty = 'cancel', on_cut = 'interrupt', prompt_strategy = 'summary'"
                + " where room_id = 'lobby'");
        Accepted question = storage.accept(question("why?"));

        ReplyClaim claim = storage.claim(claim(replyOf(question)));

        assertThat(Objects.requireNonNull(question.reply()).model()).isEqualTo("first");
        assertThat(claim.options())
                .isEqualTo(new RoomOptions(
                        "Be brief.",
                        List.of("first", "second"),
                        300,
                        0.3,
                        OnEmpty.CANCEL,
                        OnCut.INTERRUPT,
                        PromptStrategy.SUMMARY,
                        TurnPolicy.QUEUE));
    }

    @Test
    void aMessagesOwnModelWinsOverTheRooms() {
        storage.sql("update rooms set models = '{first}' where room_id = 'lobby'");

        Accepted question = storage.accept(new AcceptMessage(LOBBY, ANNA, "why?", "c-1", "own", true));

        assertThat(Objects.requireNonNull(question.reply()).model()).isEqualTo("own");
        assertThat(storage.claim(claim(replyOf(question))).options().models()).containsExactly("first");
    }

    @Test
    void aRoomThatSaysNothingHasTheDefaultOptions() {
        UUID replyId = replyOf(storage.accept(question("why?")));

        assertThat(storage.claim(claim(replyId)).options()).isEqualTo(RoomOptions.DEFAULT);
    }

    @Test
    void stoppedReplyIsClaimedToBeEnded() {
        UUID replyId = replyOf(storage.accept(question("why?")));
        StopRecorded stop = stop(replyId);

        ReplyClaim claim = storage.claim(claim(replyId));

        assertThat(stop.state()).isEqualTo(ReplyState.PENDING);
        assertThat(stop.owner()).isNull();
        assertThat(claim.stoppedBy()).isEqualTo("anna");
        assertThat(claim.epoch()).isEqualTo(1);
        assertThat(storage.awaitFacts(LOBBY, 2).get(1)).isInstanceOf(ReplyStarted.class);
        assertThat(storage.count("select count(*) from attempts")).isEqualTo(1);
    }

    @Test
    void stopIsRecordedInEachStateAndTheFirstOneIsKept() {
        UUID running = replyOf(storage.accept(question("one")));
        UUID queued = replyOf(storage.accept(question("two")));
        ReplyClaim claim = storage.claim(claim(running));

        StopRecorded whileRunning = stop(running);
        StopRecorded whileQueued = stop(queued);
        StorageRoom.get(storage.ask(Topics.STOP.of(LOBBY), new RequestStop(LOBBY, running, BEN)));
        storage.end(complete(running, claim, "done"));
        StopRecorded whileEnded = stop(running);

        assertThat(whileRunning).isEqualTo(new StopRecorded(ReplyState.RUNNING, OWNER));
        assertThat(whileQueued).isEqualTo(new StopRecorded(ReplyState.QUEUED, null));
        assertThat(whileEnded).isEqualTo(new StopRecorded(ReplyState.ENDED, null));
        assertThat(storage.value("select stop_requested_by from replies where reply_id = $1", running))
                .isEqualTo("anna");
    }

    @Test
    void stopOfAnotherRoomsReplyIsNotFound() {
        UUID replyId = replyOf(storage.accept(question("why?")));
        storage.sql("select verbatim_create_room('main', 'other', null, null)");
        RoomKey other = new RoomKey("main", "other");

        FailureCode code = StorageRoom.refusal(
                        storage.ask(Topics.STOP.of(other), new RequestStop(other, replyId, ANNA)))
                .code();

        assertThat(code).isEqualTo(FailureCode.NOT_FOUND);
        assertThat(storage.value("select stop_requested_by from replies")).isNull();
    }

    private ReplyClaim answered(String question, String answer) {
        UUID replyId = replyOf(storage.accept(question(question)));
        ReplyClaim claim = storage.claim(claim(replyId));
        storage.end(complete(replyId, claim, answer));
        return claim;
    }

    private StopRecorded stop(UUID replyId) {
        return StorageRoom.get(storage.ask(Topics.STOP.of(LOBBY), new RequestStop(LOBBY, replyId, ANNA)));
    }

    private FailureCode codeOfClaim(ClaimReply ask) {
        return StorageRoom.refusal(storage.ask(Topics.CLAIM.of(ask.room()), ask))
                .code();
    }

    /** As if the owner had been silent for a lease, on a server that has been up for longer. */
    private void expire(UUID replyId) {
        storage.sql("update replies set lease_until = now() - interval '1 s' where reply_id = $1", replyId);
        awaitLeasesCount();
    }

    private void awaitLeasesCount() {
        org.awaitility.Awaitility.await().until(() -> (Boolean) storage.value("select verbatim_leases_count(4000)"));
    }

    private static UUID replyOf(Accepted accepted) {
        return Objects.requireNonNull(accepted.reply()).replyId();
    }
}
