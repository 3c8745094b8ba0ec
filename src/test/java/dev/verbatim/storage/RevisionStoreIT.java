package dev.verbatim.storage;

import static dev.verbatim.storage.Asks.ANNA;
import static dev.verbatim.storage.Asks.BEN;
import static dev.verbatim.storage.Asks.LOBBY;
import static dev.verbatim.storage.Asks.begin;
import static dev.verbatim.storage.Asks.claim;
import static dev.verbatim.storage.Asks.complete;
import static dev.verbatim.storage.Asks.message;
import static dev.verbatim.storage.Asks.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verbatim.config.LimitSettings;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.Author;
import dev.verbatim.contract.ChatMessage;
import dev.verbatim.contract.EditMessage;
import dev.verbatim.contract.EraseUser;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.JoinRoom;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.MessageChanged;
import dev.verbatim.contract.MessagePosted;
import dev.verbatim.contract.OpenReply;
import dev.verbatim.contract.PromptTurn;
import dev.verbatim.contract.ReadChanges;
import dev.verbatim.contract.ReadHistory;
import dev.verbatim.contract.Regenerate;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.ReplyStarted;
import dev.verbatim.contract.ReplyState;
import dev.verbatim.contract.RoomChange;
import dev.verbatim.contract.RoomFact;
import dev.verbatim.contract.Superseded;
import dev.verbatim.contract.Topics;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said anew, in a real Postgres: what it becomes, who hears of it, what is asked of the model, and what is left of the words before. */
class RevisionStoreIT {
    private StorageRoom storage;

    @BeforeEach
    void open() {
        storage = StorageSetup.on(TestPostgres.freshDatabase()).start();
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void anEditedMessageKeepsItsPlaceAndTakesOneRev() {
        Accepted first = storage.accept(message("one"));
        storage.accept(message("two"));

        Accepted edited = edit(ANNA, first.messageId(), "one, better");

        assertThat(edited.messageId()).isEqualTo(first.messageId());
        assertThat(edited.seq()).isEqualTo(first.seq());
        assertThat(edited.rev()).isEqualTo(3);
        assertThat(edited.reply()).isNull();
        storage.awaitFacts(LOBBY, 3);
        MessageChanged fact = storage.facts(LOBBY, MessageChanged.class).get(0);
        assertThat(fact.rev()).isEqualTo(3);
        assertThat(fact.message().text()).isEqualTo("one, better");
        assertThat(fact.message().ts()).isEqualTo(first.ts());
        assertThat(fact.message().editedAt()).isNotNull();
        assertThat(history()).extracting(ChatMessage::text).containsExactly("one, better", "two");
    }

    @Test
    void theSameClientIdIsTheSameEdit() {
        Accepted first = storage.accept(message("one"));
        EditMessage edit = new EditMessage(LOBBY, ANNA, first.messageId(), "better", "e-1", true);

        Accepted once = StorageRoom.get(editing(edit));
        edit(ANNA, first.messageId(), "best");
        Accepted again = StorageRoom.get(editing(edit));

        assertThat(once.duplicate()).isFalse();
        assertThat(again.duplicate()).isTrue();
        assertThat(history()).extracting(ChatMessage::text).containsExactly("best");
        assertThat(StorageRoom.refusal(editing(new EditMessage(LOBBY, ANNA, first.messageId(), "another", "e-1", true)))
                        .code())
                .isEqualTo(FailureCode.CONFLICT);
    }

    @Test
    void anEditOfTheLastQuestionAsksForItsAnswerAnew() {
        Accepted asked = answered("one", "first answer");

        Accepted edited = edit(ANNA, asked.messageId(), "one, better");

        OpenReply anew = Objects.requireNonNull(edited.reply());
        assertThat(anew.state()).isEqualTo(ReplyState.PENDING);
        assertThat(anew.replyTo()).isEqualTo(asked.messageId());
        assertThat(anew.seq()).isEqualTo(3);
        storage.awaitFacts(LOBBY, 5);
        List<MessageChanged> facts = storage.facts(LOBBY, MessageChanged.class);
        assertThat(facts).extracting(MessageChanged::rev).containsExactly(4L, 5L);
        assertThat(facts.get(0).reply()).isNull();
        assertThat(facts.get(1).reply()).isEqualTo(anew);
        assertThat(facts.get(1).message().messageId()).isEqualTo(replyOf(asked));
        assertThat(facts.get(1).message().replacedBy()).isEqualTo(anew.replyId());
        assertThat(facts.get(1).message().text()).isEmpty();
        assertThat(storage.claim(claim(anew.replyId())).tail())
                .extracting(PromptTurn::text)
                .containsExactly("one, better");
    }

    @Test
    void anEditAsksNobodyWhereItIsNotWantedOrSomethingWasSaidSince() {
        Accepted early = answered("one", "first answer");
        Accepted asked = answered("two", "second answer");

        Accepted ofEarly = edit(ANNA, early.messageId(), "one, better");
        Accepted unwanted =
                StorageRoom.get(editing(new EditMessage(LOBBY, ANNA, asked.messageId(), "two, better", "e", false)));

        assertThat(ofEarly.reply()).isNull();
        assertThat(unwanted.reply()).isNull();
        assertThat(history())
                .extracting(ChatMessage::text)
                .containsExactly("one, better", "first answer", "two, better", "second answer");
    }

    @Test
    void onlyItsAuthorEditsAMessageAndNobodyAnAnswer() {
        Accepted asked = answered("one", "answer");
        Author operator = new Author("op", "Op", true);

        assertThat(refused(BEN, asked.messageId())).isEqualTo(FailureCode.FORBIDDEN);
        assertThat(refused(operator, asked.messageId())).isEqualTo(FailureCode.FORBIDDEN);
        assertThat(refused(ANNA, replyOf(asked))).isEqualTo(FailureCode.FORBIDDEN);
        assertThat(refused(ANNA, UUID.randomUUID())).isEqualTo(FailureCode.NOT_FOUND);
        assertThat(history()).extracting(ChatMessage::text).containsExactly("one", "answer");
    }

    @Test
    void aMessageIsNotEditedWhileItsAnswerIsUnderWay() {
        Accepted asked = storage.accept(question("one"));
        storage.claim(claim(replyOf(asked)));

        assertThat(refused(ANNA, asked.messageId())).isEqualTo(FailureCode.CONFLICT);
        assertThat(StorageRoom.refusal(regenerating(ANNA, replyOf(asked), "r")).code())
                .isEqualTo(FailureCode.CONFLICT);
    }

    @Test
    void anotherAnswerTakesThePlaceOfTheLastOneInOneRev() {
        answered("zero", "of zero");
        Accepted asked = answered("one", "first answer");

        Accepted anew = StorageRoom.get(regenerating(ANNA, replyOf(asked), "r-1"));

        OpenReply reply = Objects.requireNonNull(anew.reply());
        assertThat(anew.messageId()).isEqualTo(asked.messageId());
        storage.awaitFacts(LOBBY, 7);
        MessageChanged fact = storage.facts(LOBBY, MessageChanged.class).get(0);
        assertThat(fact.rev()).isEqualTo(7);
        assertThat(fact.message().messageId()).isEqualTo(replyOf(asked));
        assertThat(fact.message().replacedBy()).isEqualTo(reply.replyId());
        assertThat(fact.reply()).isEqualTo(reply);
        ReplyClaim claim = storage.claim(claim(reply.replyId()));
        storage.awaitFacts(LOBBY, 8);
        assertThat(storage.facts(LOBBY, ReplyStarted.class))
                .last()
                .extracting(ReplyStarted::rev)
                .isEqualTo(8L);
        assertThat(claim.tail()).extracting(PromptTurn::text).containsExactly("zero", "of zero", "one");
        storage.end(complete(reply.replyId(), claim, "second answer"));
        assertThat(history())
                .filteredOn(message -> message.removedAt() == null)
                .extracting(ChatMessage::text)
                .containsExactly("zero", "of zero", "one", "second answer");
        assertThat(storage.count("select count(*) from attempts where outcome = 'complete' and output_tokens > 0"))
                .isEqualTo(3);
    }

    @Test
    void theSameWishForAnotherAnswerIsOne() {
        Accepted asked = answered("one", "first answer");

        Accepted once = StorageRoom.get(regenerating(ANNA, replyOf(asked), "r-1"));
        Accepted again = StorageRoom.get(regenerating(ANNA, replyOf(asked), "r-1"));

        assertThat(again.duplicate()).isTrue();
        assertThat(Objects.requireNonNull(again.reply()).replyId())
                .isEqualTo(Objects.requireNonNull(once.reply()).replyId());
        assertThat(StorageRoom.refusal(regenerating(ANNA, replyOf(asked), "r-2"))
                        .code())
                .isEqualTo(FailureCode.CONFLICT);
        assertThat(storage.count("select count(*) from replies")).isEqualTo(2);
    }

    @Test
    void ofTwoWhoWantAnotherAnswerAtOnceOneGetsIt() {
        Accepted asked = answered("one", "first answer");

        List<Accepted> won = StorageRoom.all(List.of(
                regenerating(ANNA, replyOf(asked), "r-1"),
                regenerating(ANNA, replyOf(asked), "r-2"),
                editing(new EditMessage(LOBBY, ANNA, asked.messageId(), "better", "e-1", true))));

        assertThat(won).hasSize(1);
        assertThat(storage.count("select count(*) from replies where state <> 'ended'"))
                .isEqualTo(1);
    }

    @Test
    void onlyTheLastAnswerAndOnlyOnesOwnIsAskedForAnew() {
        Accepted early = answered("one", "first answer");
        Accepted asked = answered("two", "second answer");

        assertThat(StorageRoom.refusal(regenerating(ANNA, replyOf(early), "r")).code())
                .isEqualTo(FailureCode.CONFLICT);
        assertThat(StorageRoom.refusal(regenerating(BEN, replyOf(asked), "r")).code())
                .isEqualTo(FailureCode.FORBIDDEN);
        assertThat(StorageRoom.refusal(regenerating(ANNA, asked.messageId(), "r"))
                        .code())
                .isEqualTo(FailureCode.NOT_FOUND);
        assertThat(StorageRoom.get(regenerating(new Author("op", "Op", true), replyOf(asked), "r"))
                        .reply())
                .isNotNull();
    }

    @Test
    void whoMissedTheFactsIsToldTheSame() {
        Accepted asked = answered("one", "first answer");
        long before = 3;
        OpenReply anew =
                Objects.requireNonNull(edit(ANNA, asked.messageId(), "better").reply());
        storage.awaitFacts(LOBBY, 5);
        List<MessageChanged> live = storage.facts(LOBBY, MessageChanged.class);

        List<RoomFact> late = changes(before);
        List<RoomFact> all = changes(0);

        assertThat(late).containsExactlyElementsOf(live);
        assertThat(all.get(0)).isInstanceOf(MessagePosted.class);
        assertThat(all.subList(1, all.size())).containsExactlyElementsOf(live);
        ReplyClaim claim = storage.claim(claim(anew.replyId()));
        storage.end(complete(anew.replyId(), claim, "second answer"));
        assertThat(changes(before)).hasSize(3);
        assertThat(StorageRoom.get(storage.ask(Topics.JOIN.of(LOBBY), new JoinRoom(LOBBY, ANNA, null, before, false)))
                        .messages())
                .extracting(ChatMessage::text)
                .containsExactly("better", "", "second answer");
    }

    @Test
    void theWordsBeforeAnEditAreNowhereAnyMore() {
        Accepted asked = answered("my secret is xyzzy", "you said xyzzy");
        edit(ANNA, asked.messageId(), "never mind");

        assertThat(database()).doesNotContain("xyzzy").contains("never mind");
        String after = "";
        while (after != null) {
            after = StorageRoom.get(storage.ask(Topics.ERASE_USER, new EraseUser("main", "anna", "erased-1", after)))
                    .next();
        }

        assertThat(database()).doesNotContain("xyzzy").doesNotContain("never mind");
        assertThat(storage.count("select count(*) from edits")).isZero();
        assertThat(storage.count("select count(*) from attempts")).isEqualTo(1);
    }

    @Test
    void aTombstoneIsNotEditedAndItsAnswerNotAskedForAnew() {
        Accepted asked = answered("one", "answer");
        storage.sql(
                "select outcome from verbatim_remove_message('main', 'lobby', 'anna', true, '{owner}', '{owner}', $1)",
                asked.messageId());

        assertThat(refused(ANNA, asked.messageId())).isEqualTo(FailureCode.NOT_FOUND);
        assertThat(StorageRoom.refusal(regenerating(ANNA, replyOf(asked), "r")).code())
                .isEqualTo(FailureCode.NOT_FOUND);
    }

    @Test
    void aLostAcknowledgementIsTheSameCallAgain() {
        Accepted asked = answered("one", "first answer");
        UUID replyId = UUID.randomUUID();
        UUID editId = UUID.randomUUID();
        RevisionStore revisions = new RevisionStore(new Facts(MessageBus.over(storage.vertx())), Budgets.NONE);
        EditMessage edit = new EditMessage(LOBBY, ANNA, asked.messageId(), "better", "e-1", true);
        Regenerate wish = new Regenerate(LOBBY, ANNA, replyId, "r-1", "m-1");
        UUID secondId = UUID.randomUUID();

        PgConnection connection = storage.connection();
        Accepted once = StorageRoom.get(revisions.edit(connection, edit, editId, replyId));
        Accepted again = StorageRoom.get(revisions.edit(connection, edit, editId, replyId));
        storage.end(complete(replyId, storage.claim(claim(replyId)), "second answer"));
        Accepted wished = StorageRoom.get(revisions.regenerate(connection, wish, secondId));
        Accepted wishedAgain = StorageRoom.get(revisions.regenerate(connection, wish, secondId));
        StorageRoom.get(connection.close());

        assertThat(again).isEqualTo(once);
        assertThat(wishedAgain).isEqualTo(wished);
        assertThat(wished.duplicate()).isFalse();
        assertThat(storage.count("select count(*) from replies")).isEqualTo(3);
    }

    @Test
    void whoeverIsThereTakesOnAnAnswerWhoseNodeIsGone() {
        storage.close();
        storage = StorageSetup.on(TestPostgres.freshDatabase())
                .leaseMs(200)
                .pendingSweepMs(50)
                .start();
        Accepted asked = answered("one", "first answer");
        UUID anew = replyOf(StorageRoom.get(regenerating(ANNA, replyOf(asked), "r")));

        await().until(() -> offered(anew));
        storage.claim(claim(LOBBY, anew, "verbatim.llm.gone.0"));
        await().until(() -> offered(anew));
        ReplyClaim taken = storage.claim(claim(anew));

        assertThat(taken.attempt()).isEqualTo(2);
        assertThat(taken.tail()).extracting(PromptTurn::text).containsExactly("one");
    }

    private boolean offered(UUID replyId) {
        return storage.beat(Asks.sweep(Asks.OWNER)).claimable().stream()
                .anyMatch(reply -> reply.replyId().equals(replyId));
    }

    @Test
    void anotherAnswerNeedsWhatIsLeftOfTheDay() {
        storage.close();
        LimitSettings limits = new LimitSettings(0, 15, 0, 1);
        storage = StorageSetup.on(TestPostgres.freshDatabase()).limits(limits).start();
        Accepted asked = answered("one", "first answer");

        assertThat(StorageRoom.refusal(regenerating(ANNA, replyOf(asked), "r")).code())
                .isEqualTo(FailureCode.LIMIT_EXCEEDED);
        assertThat(refused(ANNA, asked.messageId())).isEqualTo(FailureCode.LIMIT_EXCEEDED);
        assertThat(history()).extracting(ChatMessage::text).containsExactly("one", "first answer");
        storage.sql("update token_budgets set used = 0");
        OpenReply anew = Objects.requireNonNull(
                StorageRoom.get(regenerating(ANNA, replyOf(asked), "r")).reply());
        assertThat(storage.value("select open from token_budgets")).isEqualTo(1);
        storage.end(complete(anew.replyId(), storage.claim(claim(anew.replyId())), "second answer"));
        assertThat(storage.value("select open from token_budgets")).isEqualTo(0);
        assertThat(storage.count("select used from token_budgets")).isEqualTo(19);
    }

    @Test
    void anAnswerThatWasBegunAnewSaysSoAlsoLater() {
        Accepted asked = storage.accept(question("one"));
        ReplyClaim claim = storage.claim(claim(replyOf(asked)));
        storage.begin(begin(replyOf(asked), claim));
        OpenReply running = StorageRoom.get(
                        storage.ask(Topics.JOIN.of(LOBBY), new JoinRoom(LOBBY, ANNA, null, null, false)))
                .replies()
                .get(0);
        ReplyClaim second =
                new ReplyClaim(claim.epoch(), 2, claim.seq(), claim.replyTo(), claim.options(), claim.tail(), null);
        storage.end(complete(replyOf(asked), second, "whole"));

        ChatMessage answer = history().get(1);

        assertThat(answer.superseded()).isEqualTo(new Superseded("demo", "b-1", 0));
        assertThat(history().get(0).superseded()).isNull();
        assertThat(running.superseded()).isEqualTo(answer.superseded());
    }

    private Accepted answered(String text, String answer) {
        Accepted asked = storage.accept(question(text));
        UUID replyId = replyOf(asked);
        storage.end(complete(replyId, storage.claim(claim(replyId)), answer));
        return asked;
    }

    private static UUID replyOf(Accepted asked) {
        return Objects.requireNonNull(asked.reply()).replyId();
    }

    private Accepted edit(Author author, UUID messageId, String text) {
        String clientId = UUID.randomUUID().toString();
        return StorageRoom.get(editing(new EditMessage(LOBBY, author, messageId, text, clientId, true)));
    }

    private FailureCode refused(Author author, UUID messageId) {
        return StorageRoom.refusal(editing(new EditMessage(LOBBY, author, messageId, "better", "x", true)))
                .code();
    }

    private Future<Accepted> editing(EditMessage edit) {
        return storage.ask(Topics.EDIT.of(LOBBY), edit);
    }

    private Future<Accepted> regenerating(Author author, UUID answer, String clientId) {
        return storage.ask(Topics.REGENERATE.of(LOBBY), new Regenerate(LOBBY, author, answer, clientId, null));
    }

    private List<RoomFact> changes(long afterRev) {
        return StorageRoom.get(storage.ask(Topics.CHANGES.of(LOBBY), new ReadChanges(LOBBY, afterRev))).facts().stream()
                .map(RoomChange::fact)
                .toList();
    }

    private List<ChatMessage> history() {
        return StorageRoom.get(storage.ask(Topics.HISTORY.of(LOBBY), new ReadHistory(LOBBY, ANNA, Long.MAX_VALUE, 50)))
                .messages();
    }

    /** All words that are stored. */
    private String database() {
        return storage.sql("select text || reasoning || refusal as words from messages").stream()
                .map(row -> row.getString("words"))
                .toList()
                .toString();
    }
}
