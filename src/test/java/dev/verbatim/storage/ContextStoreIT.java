package dev.verbatim.storage;

import static dev.verbatim.storage.Asks.ANNA;
import static dev.verbatim.storage.Asks.LOBBY;
import static dev.verbatim.storage.Asks.claim;
import static dev.verbatim.storage.Asks.complete;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.AttemptContext;
import dev.verbatim.contract.AttemptOutcome;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.PromptManifest;
import dev.verbatim.contract.PromptStrategy;
import dev.verbatim.contract.ReadContext;
import dev.verbatim.contract.RecordContext;
import dev.verbatim.contract.RecordedContext;
import dev.verbatim.contract.RemoveMessage;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.ShownMessage;
import dev.verbatim.contract.ShownSummary;
import dev.verbatim.contract.Topics;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What requests held, in a real Postgres: written by the owner alone, read back as it was, and untouched by what is removed. */
class ContextStoreIT {
    private StorageRoom storage;

    @BeforeEach
    void open() {
        storage = StorageSetup.on(TestPostgres.freshDatabase()).instances(1).start();
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void itIsReadBackAsItWasWritten() {
        UUID replyId = asked();
        ReplyClaim claim = storage.claim(claim(replyId));
        List<ShownMessage> messages =
                List.of(new ShownMessage(claim.replyTo(), 12, true), new ShownMessage(UUID.randomUUID(), 3, false));
        PromptManifest manifest = new PromptManifest(
                PromptStrategy.SUMMARY, 8_000, 400, "ab".repeat(32), 9, new ShownSummary(2, 7, 55), messages, true, 40);

        assertThat(StorageRoom.get(recording(replyId, claim, manifest))).isEqualTo(new RecordedContext(1));

        AttemptContext context = context(replyId).get(0);
        assertThat(context.outcome()).isEqualTo(AttemptOutcome.RUNNING);
        assertThat(context.model()).isEqualTo("demo-1");
        assertThat(Objects.requireNonNull(context.manifest()).systemHash())
                .as("Anna does not own the lobby")
                .isNull();
        assertThat(context.manifest().messages()).isEqualTo(messages);
        assertThat(context.manifest().summary()).isEqualTo(new ShownSummary(2, 7, 55));
        assertThat(context.manifest().narrowed()).isTrue();
        assertThat(context.manifest().continuedChars()).isEqualTo(40);
        assertThat(storage.value("select system_hash from attempt_contexts")).isEqualTo("ab".repeat(32));
    }

    @Test
    void theSameAgainIsAnsweredTheSameAndChangesNothing() {
        UUID replyId = asked();
        ReplyClaim claim = storage.claim(claim(replyId));
        RecordContext record = Asks.shown(replyId, claim);

        StorageRoom.get(storage.ask(Topics.RECORD_CONTEXT.of(LOBBY), record));

        assertThat(StorageRoom.get(storage.ask(Topics.RECORD_CONTEXT.of(LOBBY), record)))
                .isEqualTo(new RecordedContext(1));
        assertThat(storage.count("select count(*) from attempt_contexts")).isEqualTo(1);
    }

    @Test
    void whoHasLostTheReplyWritesNothing() {
        UUID replyId = asked();
        ReplyClaim claim = storage.claim(claim(replyId));
        storage.sql("update replies set epoch = epoch + 1");

        FailureCode code = StorageRoom.refusal(storage.ask(Topics.RECORD_CONTEXT.of(LOBBY), Asks.shown(replyId, claim)))
                .code();

        assertThat(code).isEqualTo(FailureCode.CONFLICT);
        assertThat(storage.count("select count(*) from attempt_contexts")).isZero();
    }

    @Test
    void whetherSomethingOlderWasLeftOutIsKnownByTheRoom() {
        Accepted old = storage.accept(Asks.message("old"));
        UUID first = asked();
        ReplyClaim claim = storage.claim(claim(first));
        StorageRoom.get(storage.ask(Topics.RECORD_CONTEXT.of(LOBBY), Asks.shown(first, claim)));
        storage.end(complete(first, claim, "an answer"));
        UUID second = asked();
        ReplyClaim small = storage.claim(Asks.claim(LOBBY, second, Asks.OWNER, 1, 32_000));
        StorageRoom.get(storage.ask(Topics.RECORD_CONTEXT.of(LOBBY), Asks.shown(second, small)));

        assertThat(context(first).get(0).truncated()).isFalse();
        assertThat(context(second).get(0).truncated()).isTrue();
        assertThat(Objects.requireNonNull(context(first).get(0).manifest()).messages())
                .extracting(ShownMessage::messageId)
                .startsWith(old.messageId());
    }

    @Test
    void aRemovedMessageIsStillNamedAndNothingOfItIsThere() {
        Accepted old = storage.accept(Asks.message("secret words"));
        UUID replyId = asked();
        ReplyClaim claim = storage.claim(claim(replyId));
        StorageRoom.get(storage.ask(Topics.RECORD_CONTEXT.of(LOBBY), Asks.shown(replyId, claim)));

        StorageRoom.get(storage.ask(Topics.REMOVE_MESSAGE.of(LOBBY), new RemoveMessage(LOBBY, ANNA, old.messageId())));

        assertThat(Objects.requireNonNull(context(replyId).get(0).manifest()).messages())
                .extracting(ShownMessage::messageId)
                .contains(old.messageId());
        assertThat(storage.count("select count(*) from attempt_contexts c where c::text like '%secret%'"))
                .isZero();
    }

    @Test
    void whatIsNoAnswerHasNone() {
        Accepted message = storage.accept(Asks.message("hi"));

        FailureCode code = StorageRoom.refusal(
                        storage.ask(Topics.CONTEXT.of(LOBBY), new ReadContext(LOBBY, ANNA, message.messageId())))
                .code();

        assertThat(code).isEqualTo(FailureCode.NOT_FOUND);
    }

    private UUID asked() {
        return Objects.requireNonNull(storage.accept(Asks.question("why?")).reply())
                .replyId();
    }

    private Future<RecordedContext> recording(UUID replyId, ReplyClaim claim, PromptManifest manifest) {
        return storage.ask(
                Topics.RECORD_CONTEXT.of(LOBBY),
                new RecordContext(LOBBY, replyId, claim.epoch(), claim.attempt(), manifest));
    }

    private List<AttemptContext> context(UUID replyId) {
        return StorageRoom.get(storage.ask(Topics.CONTEXT.of(LOBBY), new ReadContext(LOBBY, ANNA, replyId)))
                .attempts();
    }
}
