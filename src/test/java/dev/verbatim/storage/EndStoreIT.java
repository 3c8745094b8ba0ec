package dev.verbatim.storage;

import static dev.verbatim.storage.Asks.COUNTED;
import static dev.verbatim.storage.Asks.LOBBY;
import static dev.verbatim.storage.Asks.beat;
import static dev.verbatim.storage.Asks.chunk;
import static dev.verbatim.storage.Asks.claim;
import static dev.verbatim.storage.Asks.complete;
import static dev.verbatim.storage.Asks.held;
import static dev.verbatim.storage.Asks.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.AttemptOutcome;
import dev.verbatim.contract.AttemptResult;
import dev.verbatim.contract.ChatMessage;
import dev.verbatim.contract.EndReason;
import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.EndedReply;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.ReplyEnded;
import dev.verbatim.contract.ReplyState;
import dev.verbatim.contract.Role;
import dev.verbatim.contract.RoomFact;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.RoomOptions;
import dev.verbatim.contract.TokenCount;
import dev.verbatim.contract.ToolCall;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageRecorded;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndStoreIT {
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
    void answerBecomesAMessageAndItsAttemptIsClosed() {
        Accepted question = storage.accept(question("why?"));
        UUID replyId = replyOf(question);
        ReplyClaim claim = storage.claim(claim(replyId));

        EndedReply ended = storage.end(complete(replyId, claim, "because"));

        assertThat(ended).isEqualTo(new EndedReply(false, null));
        assertThat(storage.count("select count(*) from messages where role = 'assistant' and text = 'because'"
                        + " and status = 'complete' and reason = 'stop' and seq = 2 and rev = 3 and created_rev = 1"
                        + " and tokens = 5"))
                .isEqualTo(1);
        assertThat(storage.count("select count(*) from attempts where outcome = 'complete' and input_tokens = 12"
                        + " and output_tokens = 7 and cache_read_tokens = 4 and reasoning_tokens = 2"
                        + " and usage_source = 'provider' and cost_pico = 1500000 and first_token_ms = 35"
                        + " and duration_ms = 420 and request_id = 'req-1'"))
                .isEqualTo(1);
        assertThat(storage.value("select state from replies")).isEqualTo("ended");
        assertThat(storage.value("select rev from rooms where room_id = 'lobby'"))
                .isEqualTo(3L);
    }

    @Test
    void factTellsTheAnswerAndThenItsUsage() {
        Accepted question = storage.accept(question("why?"));
        UUID replyId = replyOf(question);
        ReplyClaim claim = storage.claim(claim(replyId));
        EndReply end = complete(replyId, claim, "because");

        storage.end(end);

        ReplyEnded fact = (ReplyEnded) storage.awaitFacts(LOBBY, 3).get(2);
        ChatMessage message = fact.message();
        assertThat(fact.rev()).isEqualTo(3);
        assertThat(fact.epoch()).isEqualTo(1);
        assertThat(fact.attempt()).isEqualTo(1);
        assertThat(fact.rawReason()).isEqualTo("stop");
        assertThat(fact.promoted()).isNull();
        assertThat(message.messageId()).isEqualTo(replyId);
        assertThat(message.role()).isEqualTo(Role.ASSISTANT);
        assertThat(message.seq()).isEqualTo(2);
        assertThat(message.createdRev()).isEqualTo(1);
        assertThat(message.replyTo()).isEqualTo(question.messageId());
        assertThat(message.text()).isEqualTo("because");
        assertThat(message.status()).isEqualTo(EndStatus.COMPLETE);
        assertThat(message.reason()).isEqualTo(EndReason.STOP);
        assertThat(message.model()).isEqualTo("demo-1");
        assertThat(message.provider()).isEqualTo("demo");
        assertThat(message.usage()).isEqualTo(COUNTED);
        assertThat(message.costPico()).isEqualTo(1_500_000L);
        UsageRecorded usage = storage.awaitUsage(1).get(0);
        assertThat(usage).isEqualTo(new UsageRecorded(LOBBY, "anna", replyId, 1, "demo", "demo-1", end.result()));
    }

    @Test
    void aCountThatHidesHowMuchOfItWasReasoningIsNotTheTexts() {
        UUID replyId = replyOf(storage.accept(question("why?")));
        ReplyClaim claim = storage.claim(claim(replyId));
        EndReply end = complete(replyId, claim, "because");
        Usage whole = new Usage(UsageSource.PROVIDER, 7, 500, 0, 0, 0);

        storage.end(new EndReply(
                LOBBY,
                replyId,
                end.epoch(),
                end.attempt(),
                end.status(),
                end.reason(),
                end.rawReason(),
                end.text(),
                "a long thought",
                "",
                null,
                null,
                null,
                0,
                new AttemptResult(AttemptOutcome.COMPLETE, null, whole, null, null, 12, null),
                List.of()));

        assertThat(storage.value("select tokens from messages where seq = 2")).isNull();
        assertThat(storage.value("select output_tokens from attempts")).isEqualTo(500L);
    }

    @Test
    void theToolsThatTheAnswerWantsCalledAreStoredWithItsAttemptAndSaid() {
        UUID replyId = replyOf(storage.accept(question("what time is it?")));
        EndReply end = complete(replyId, storage.claim(claim(replyId)), "Let me look.");
        List<ToolCall> calls =
                List.of(new ToolCall("c-1", "clock\0", "{\"zone\":\"UTC\"}"), new ToolCall("", "now", ""));
        AttemptResult result = new AttemptResult(AttemptOutcome.COMPLETE, null, COUNTED, null, null, 12, null, calls);

        storage.end(new EndReply(
                LOBBY,
                replyId,
                end.epoch(),
                end.attempt(),
                end.status(),
                EndReason.TOOL_CALLS,
                "tool_calls",
                end.text(),
                "",
                "",
                null,
                null,
                null,
                0,
                result,
                List.of()));

        ReplyEnded fact = (ReplyEnded) storage.awaitFacts(LOBBY, 3).get(2);
        assertThat(fact.toolCalls()).isEqualTo(calls);
        assertThat(storage.value("select tool_calls -> 0 ->> 'name' from attempts"))
                .isEqualTo("clock\uFFFD");
        assertThat(storage.value("select (tool_calls -> 0 ->> 'arguments')::jsonb ->> 'zone' from attempts"))
                .isEqualTo("UTC");
        assertThat(storage.value("select jsonb_array_length(tool_calls) from attempts"))
                .isEqualTo(2);
    }

    @Test
    void endingKeepsReasoningRefusalAndError() {
        UUID replyId = replyOf(storage.accept(question("why?")));
        ReplyClaim claim = storage.claim(claim(replyId));
        AttemptResult result = new AttemptResult(
                AttemptOutcome.FAILED, FailureCode.PROVIDER_QUOTA, Usage.UNKNOWN, null, null, 12, null);

        storage.end(new EndReply(
                LOBBY,
                replyId,
                claim.epoch(),
                claim.attempt(),
                EndStatus.FAILED,
                null,
                null,
                "half\0",
                "thought",
                "no",
                null,
                FailureCode.PROVIDER_QUOTA,
                "No money.",
                2_500,
                result,
                List.of()));

        ReplyEnded fact = (ReplyEnded) storage.awaitFacts(LOBBY, 3).get(2);
        assertThat(fact.error()).isEqualTo(FailureCode.PROVIDER_QUOTA);
        assertThat(fact.errorMessage()).isEqualTo("No money.");
        assertThat(fact.errorRetryAfterMs()).isEqualTo(2_500);
        assertThat(fact.message().error()).isEqualTo(FailureCode.PROVIDER_QUOTA);
        assertThat(fact.message().errorMessage()).isEqualTo("No money.");
        assertThat(fact.message().text()).isEqualTo("half\uFFFD");
        assertThat(fact.message().reasoning()).isEqualTo("thought");
        assertThat(fact.message().refusal()).isEqualTo("no");
        assertThat(storage.count("select count(*) from replies where error = 'provider_quota'"
                        + " and error_message = 'No money.'"))
                .isEqualTo(1);
        assertThat(storage.count("select count(*) from attempts where outcome = 'failed' and error = 'provider_quota'"
                        + " and usage_source = 'unknown' and cost_pico is null"))
                .isEqualTo(1);
        assertThat(storage.value("select tokens from messages where role = 'assistant'"))
                .isNull();
    }

    @Test
    void endingTwiceIsSuccessAndSaidOnce() {
        UUID first = replyOf(storage.accept(question("one")));
        UUID second = replyOf(storage.accept(question("two")));
        ReplyClaim claim = storage.claim(claim(first));
        EndReply end = complete(first, claim, "because");
        EndedReply once = storage.end(end);

        EndedReply twice = storage.end(end);
        storage.claim(claim(second));

        assertThat(twice).isEqualTo(once);
        assertThat(Objects.requireNonNull(twice.promoted()).replyId()).isEqualTo(second);
        List<RoomFact> facts = storage.awaitFacts(LOBBY, 5);
        assertThat(facts).extracting(RoomFact::rev).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(storage.awaitUsage(1)).hasSize(1);
    }

    @Test
    void sameEndingConcurrentlyIsOneEnding() {
        UUID replyId = replyOf(storage.accept(question("one")));
        EndReply end = complete(replyId, storage.claim(claim(replyId)), "because");
        List<Future<EndedReply>> asked = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            asked.add(storage.ask(Topics.END.of(LOBBY), end));
        }

        List<EndedReply> ended = StorageRoom.all(asked);

        assertThat(ended).hasSize(20).containsOnly(new EndedReply(false, null));
        assertThat(storage.count("select count(*) from messages where role = 'assistant'"))
                .isEqualTo(1);
        assertThat(storage.value("select rev from rooms where room_id = 'lobby'"))
                .isEqualTo(3L);
        assertThat(storage.facts(LOBBY, ReplyEnded.class)).hasSize(1);
    }

    @Test
    void repeatedQuestionIsToldThatItsAnswerHasEnded() {
        AcceptMessage ask = question("one");
        UUID replyId = replyOf(storage.accept(ask));
        storage.end(complete(replyId, storage.claim(claim(replyId)), "because"));

        Accepted again = storage.accept(ask);

        assertThat(again.duplicate()).isTrue();
        assertThat(Objects.requireNonNull(again.reply()).replyId()).isEqualTo(replyId);
        assertThat(again.reply().state()).isEqualTo(ReplyState.ENDED);
    }

    @Test
    void lowerEpochIsFencedAndWritesNothing() {
        UUID replyId = replyOf(storage.accept(question("one")));
        ReplyClaim old = storage.claim(claim(replyId));
        storage.sql("update replies set epoch = epoch + 1");

        EndedReply ended = storage.end(complete(replyId, old, "stale"));

        assertThat(ended.fenced()).isTrue();
        assertThat(storage.count("select count(*) from messages where role = 'assistant'"))
                .isZero();
        assertThat(storage.value("select state from replies")).isEqualTo("running");
        assertThat(storage.value("select rev from rooms where room_id = 'lobby'"))
                .isEqualTo(2L);
    }

    @Test
    void unknownReplyIsFenced() {
        ReplyClaim none = new ReplyClaim(1, 1, 2, UUID.randomUUID(), RoomOptions.DEFAULT, List.of(), null);

        EndedReply ended = storage.end(complete(UUID.randomUUID(), none, "stale"));

        assertThat(ended.fenced()).isTrue();
    }

    @Test
    void endPromotesTheNextQueuedReplyWithinItsOwnRev() {
        UUID first = replyOf(storage.accept(question("one")));
        Accepted asked = storage.accept(question("two"));
        UUID second = replyOf(asked);
        UUID third = replyOf(storage.accept(question("three")));

        EndedReply ended = storage.end(complete(first, storage.claim(claim(first)), "1"));

        PendingReply promoted = Objects.requireNonNull(ended.promoted());
        assertThat(promoted).isEqualTo(new PendingReply(LOBBY, second, 4, asked.messageId(), null));
        ReplyEnded fact = (ReplyEnded) storage.awaitFacts(LOBBY, 5).get(4);
        assertThat(Objects.requireNonNull(fact.promoted()).replyId()).isEqualTo(second);
        assertThat(fact.promoted().state()).isEqualTo(ReplyState.PENDING);
        assertThat(fact.rev()).isEqualTo(5);
        assertThat(storage.value("select state from replies where reply_id = $1", second))
                .isEqualTo("pending");
        assertThat(storage.value("select state from replies where reply_id = $1", third))
                .isEqualTo("queued");
    }

    @Test
    void queueIsWorkedOffInOrder() {
        List<UUID> replies = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            replies.add(replyOf(storage.accept(question("question " + i))));
        }

        UUID open = replies.get(0);
        List<UUID> ended = new ArrayList<>();
        while (open != null) {
            PendingReply promoted =
                    storage.end(complete(open, storage.claim(claim(open)), "a")).promoted();
            ended.add(open);
            open = promoted == null ? null : promoted.replyId();
        }

        assertThat(ended).isEqualTo(replies);
        assertThat(storage.awaitFacts(LOBBY, 30))
                .extracting(RoomFact::rev)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 30).boxed().toList());
    }

    @Test
    void endDeletesCheckpoints() {
        UUID replyId = replyOf(storage.accept(question("one")));
        ReplyClaim claim = storage.claim(claim(replyId));
        storage.beat(beat(Asks.OWNER, held(replyId, claim, chunk(0, "beca"))));
        assertThat(storage.count("select count(*) from reply_chunks")).isEqualTo(1);

        storage.end(complete(replyId, claim, "because"));

        assertThat(storage.count("select count(*) from reply_chunks")).isZero();
    }

    @Test
    void countsAreStoredWhereNobodyHadCounted() {
        Accepted question = storage.accept(question("why?"));
        UUID replyId = replyOf(question);
        ReplyClaim claim = storage.claim(claim(replyId));
        EndReply end = complete(replyId, claim, "because");

        storage.end(new EndReply(
                LOBBY,
                replyId,
                end.epoch(),
                end.attempt(),
                end.status(),
                end.reason(),
                end.rawReason(),
                end.text(),
                "",
                "",
                null,
                null,
                null,
                0,
                end.result(),
                List.of(new TokenCount(question.messageId(), 3), new TokenCount(replyId, 99))));

        assertThat(storage.value("select tokens from messages where seq = 1")).isEqualTo(3);
        assertThat(storage.value("select tokens from messages where seq = 2")).isEqualTo(5);
    }

    @Test
    void manyRoomsEndInOneBatch() {
        List<Future<EndedReply>> asked = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            RoomKey room = new RoomKey("main", "room-" + i);
            storage.sql("select verbatim_create_room('main', $1, null, null)", room.roomId());
            UUID replyId = replyOf(storage.accept(question(room, "q")));
            ReplyClaim claim = storage.claim(claim(room, replyId, Asks.OWNER));
            asked.add(storage.ask(Topics.END.of(room), Asks.end(room, replyId, claim, EndStatus.COMPLETE, "a" + i)));
        }

        List<EndedReply> ended = StorageRoom.all(asked);

        assertThat(ended).hasSize(40).containsOnly(new EndedReply(false, null));
        assertThat(storage.count("select count(*) from messages where role = 'assistant'"
                        + " and text = 'a' || substring(room_id from 6)"))
                .isEqualTo(40);
    }

    private static UUID replyOf(Accepted accepted) {
        return Objects.requireNonNull(accepted.reply()).replyId();
    }
}
