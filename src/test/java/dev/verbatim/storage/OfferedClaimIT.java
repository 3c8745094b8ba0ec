package dev.verbatim.storage;

import static dev.verbatim.storage.Asks.LOBBY;
import static dev.verbatim.storage.Asks.OWNER;
import static dev.verbatim.storage.Asks.SLOT;
import static dev.verbatim.storage.Asks.claim;
import static dev.verbatim.storage.Asks.complete;
import static dev.verbatim.storage.Asks.offer;
import static dev.verbatim.storage.Asks.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verbatim.config.LimitSettings;
import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.GrantedClaim;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.MessagePosted;
import dev.verbatim.contract.PromptTurn;
import dev.verbatim.contract.ReplyRequested;
import dev.verbatim.contract.ReplyStarted;
import dev.verbatim.contract.ReplyState;
import dev.verbatim.contract.RoomFact;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.Topics;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A message that comes with its owner's offer: what need not wait is claimed in the message's own commit, and the owner hears of it first. */
class OfferedClaimIT {
    private final Vertx vertx = Vertx.vertx();
    private final String url = TestPostgres.freshDatabase();
    private final CuttingProxy wire = new CuttingProxy(vertx, url);
    private final List<Object> heard = new CopyOnWriteArrayList<>();
    private StorageRoom storage;

    @BeforeEach
    void deploy() {
        start(StorageSetup.on(wire.url()));
    }

    private void start(StorageSetup setup) {
        storage = setup.start();
        MessageBus bus = MessageBus.over(storage.vertx());
        // All on one context: what was sent first is heard first.
        storage.vertx().getOrCreateContext().runOnContext(listen -> {
            bus.consume(Topics.REQUESTED.at(OWNER), heard::add);
            bus.consume(Topics.MESSAGES, heard::add);
            bus.consume(Topics.REPLIES, heard::add);
            heard.add("listening");
        });
        await().until(() -> !heard.isEmpty());
        heard.clear();
    }

    @AfterEach
    void undeploy() {
        storage.close();
        StorageRoom.get(vertx.close());
    }

    @Test
    void theReplyIsClaimedInTheMessagesCommitAndItsOwnerHearsOfItFirst() {
        Accepted accepted = storage.accept(question("why?").with(offer(null)));

        await().until(() -> heard.size() == 3);
        UUID replyId = Objects.requireNonNull(accepted.reply()).replyId();
        ReplyRequested handover = (ReplyRequested) heard.get(0);
        MessagePosted posted = (MessagePosted) heard.get(1);
        ReplyStarted started = (ReplyStarted) heard.get(2);
        GrantedClaim granted = Objects.requireNonNull(handover.granted());
        assertThat(accepted.claimed()).isTrue();
        assertThat(accepted.rev()).isEqualTo(1);
        assertThat(handover.slotId()).isEqualTo(SLOT);
        assertThat(handover.reply().replyId()).isEqualTo(replyId);
        assertThat(handover.reply().seq()).isEqualTo(2);
        assertThat(handover.reply().replyTo()).isEqualTo(accepted.messageId());
        assertThat(granted.provider()).isEqualTo("demo");
        assertThat(granted.model()).isEqualTo("demo-1");
        assertThat(granted.claim().epoch()).isEqualTo(1);
        assertThat(granted.claim().attempt()).isEqualTo(1);
        assertThat(granted.claim().tail()).extracting(PromptTurn::text).containsExactly("why?");
        assertThat(posted.rev()).isEqualTo(1);
        assertThat(Objects.requireNonNull(posted.reply()).state()).isEqualTo(ReplyState.PENDING);
        assertThat(started.rev()).isEqualTo(2);
        assertThat(started.replyId()).isEqualTo(replyId);
        assertThat(started.owner()).isEqualTo(OWNER);
        assertThat(row("select state, owner, epoch, attempt from replies")).containsExactly("running", OWNER, 1L, 1);
        assertThat(row("select provider, model, outcome from attempts")).containsExactly("demo", "demo-1", "running");
    }

    @Test
    void theAnswerEndsAsEveryOther() {
        Accepted accepted = storage.accept(question("why?").with(offer(null)));
        await().until(() -> heard.size() == 3);
        GrantedClaim granted = Objects.requireNonNull(((ReplyRequested) heard.get(0)).granted());

        storage.end(complete(replyOf(accepted), granted.claim(), "because"));
        storage.accept(question("and then?").with(offer(null)));

        await().until(() -> heard.size() == 7);
        GrantedClaim next = Objects.requireNonNull(((ReplyRequested) heard.get(4)).granted());
        assertThat(next.claim().tail()).extracting(PromptTurn::text).containsExactly("why?", "because", "and then?");
        assertThat(storage.awaitFacts(LOBBY, 5)).extracting(RoomFact::rev).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void whatHasToWaitIsNotClaimed() {
        storage.accept(question("one"));

        Accepted second = storage.accept(question("two").with(offer(null)));

        assertThat(second.claimed()).isFalse();
        assertThat(Objects.requireNonNull(second.reply()).state()).isEqualTo(ReplyState.QUEUED);
        assertThat(storage.count("select count(*) from attempts")).isZero();
    }

    @Test
    void aReplyThatAnotherModelIsToGiveIsNotClaimedByTheOffer() {
        storage.sql("update rooms set models = '{rooms-own}' where room_id = 'lobby'");

        Accepted accepted = storage.accept(question("why?").with(offer(null)));
        UUID replyId = replyOf(accepted);

        assertThat(accepted.claimed()).isFalse();
        assertThat(Objects.requireNonNull(accepted.reply()).model()).isEqualTo("rooms-own");
        assertThat(storage.claim(claim(replyId)).epoch()).as("claimed as ever").isEqualTo(1);
    }

    @Test
    void anOfferForTheModelThatIsAskedForIsTaken() {
        AcceptMessage asked = new AcceptMessage(LOBBY, Asks.ANNA, "why?", "c-1", "big", true);

        assertThat(storage.accept(asked.with(offer("big"))).claimed()).isTrue();
    }

    @Test
    void whoSaysTheSameAgainClaimsNothing() {
        AcceptMessage asked = question("why?").with(offer(null));
        storage.accept(asked);

        Accepted again = storage.accept(asked.with(offer(null)));

        assertThat(again.duplicate()).isTrue();
        assertThat(again.claimed()).isFalse();
        assertThat(row("select epoch, attempt from replies")).containsExactly(1L, 1);
        storage.accept(Asks.message("later"));
        await().until(() -> heard.size() >= 4);
        assertThat(heard).filteredOn(ReplyRequested.class::isInstance).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCommitOfWhichNobodyHeardIsOneAttempt(boolean committed) {
        storage.accept(Asks.message("before"));
        wire.cutOnce("please cut here", committed);

        Accepted accepted = storage.accept(question("please cut here").with(offer(null)));

        assertThat(wire.cuts()).isEqualTo(1);
        assertThat(accepted.duplicate()).isFalse();
        assertThat(accepted.claimed()).isTrue();
        await().until(() -> heard.size() == 4);
        assertThat(row("select epoch, attempt from replies")).containsExactly(1L, 1);
        assertThat(storage.count("select count(*) from attempts")).isEqualTo(1);
        assertThat(storage.awaitFacts(LOBBY, 3)).extracting(RoomFact::rev).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aCallBringsABoundedNumberOfPromptsBackAndTheOthersAreClaimedAsEver() {
        List<AcceptMessage> asked =
                rooms(100).map(room -> question(room, "why?").with(offer(null))).toList();

        List<Acceptance> accepted = together(Budgets.NONE, asked);

        assertThat(accepted).filteredOn(one -> one.accepted().claimed()).hasSize(LaneLimits.MAX_CLAIMS);
        assertThat(storage.count("select count(*) from replies where state = 'pending'"))
                .isEqualTo(36);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inOneCallEachAskGetsWhatIsItsOwn(boolean limited) {
        Budgets budgets = new Budgets(new LimitSettings(0, limited ? 1_000_000 : 0, 0, 100));
        List<RoomKey> rooms = rooms(6).toList();
        storage.accept(question(rooms.get(1), "runs already"));
        String twice = UUID.randomUUID().toString();

        List<Acceptance> accepted = together(
                budgets,
                List.of(
                        question(rooms.get(0), "zero").with(offer(null)),
                        question(rooms.get(1), "waits").with(offer(null)),
                        Asks.message(rooms.get(2), Asks.ANNA, "no answer wanted", "m", false),
                        question(rooms.get(3), "three").with(offer("another")),
                        question(rooms.get(4), "nobody offers"),
                        Asks.message(rooms.get(5), Asks.ANNA, "five", twice, true)
                                .with(offer(null)),
                        Asks.message(rooms.get(5), Asks.ANNA, "five", twice, true)
                                .with(offer(null)),
                        question("lobby").with(offer(null))));

        assertThat(accepted)
                .extracting(OfferedClaimIT::shown)
                .containsExactly("zero", "", "", "", "", "five", "", "lobby");
        assertThat(accepted)
                .extracting(one -> one.accepted().claimed())
                .containsExactly(true, false, false, false, false, true, false, true);
        assertThat(accepted)
                .filteredOn(one -> one.handover() != null)
                .allSatisfy(one -> assertThat(
                                Objects.requireNonNull(one.handover()).reply().replyId())
                        .isEqualTo(replyOf(one.accepted())));
        assertThat(accepted.get(6).accepted().duplicate()).isTrue();
        assertThat(storage.count("select count(*) from attempts")).isEqualTo(3);
    }

    @Test
    void theFactsOfARoomAreSaidInTheOrderOfTheirRevs() {
        PgConnection holder = holdLobby();
        Future<Accepted> first = storage.sending(question("holds the lane"));
        await().until(this::somebodyWaitsForALock);
        Future<Accepted> asked = storage.sending(question(elsewhere(), "why?").with(offer(null)));
        Future<Accepted> behind =
                storage.sending(question(elsewhere(), "and then?").with(offer(null)));
        StorageRoom.get(holder.query("rollback").execute());
        StorageRoom.get(Future.all(first, asked, behind));

        assertThat(storage.awaitFacts(elsewhere(), 3)).extracting(RoomFact::rev).containsExactly(1L, 2L, 3L);
        assertThat(asked.result().claimed()).isTrue();
        StorageRoom.get(holder.close());
    }

    private PgConnection holdLobby() {
        storage.sql("select verbatim_create_room('main', 'elsewhere', null, null)");
        PgConnection holder = storage.connection();
        StorageRoom.get(holder.query("begin; select from rooms where room_id = 'lobby' for update")
                .execute());
        return holder;
    }

    private static RoomKey elsewhere() {
        return new RoomKey("main", "elsewhere");
    }

    @Test
    void whereTokensAreCountedItIsClaimedWithinTheLimitAndRefusedBeyondIt() {
        storage.close();
        start(StorageSetup.on(wire.url()).limits(new LimitSettings(0, 100, 0, 100)));
        storage.sql("select verbatim_create_room('main', 'elsewhere', null, null)");

        Accepted first = storage.accept(question("why?").with(offer(null)));
        FailureCode second = StorageRoom.refusal(
                        storage.sending(question(elsewhere(), "and here?").with(offer(null))))
                .code();

        assertThat(first.claimed()).isTrue();
        assertThat(second).isEqualTo(FailureCode.LIMIT_EXCEEDED);
        assertThat(storage.count("select count(*) from attempts")).isEqualTo(1);
        assertThat(storage.count("select open from token_budgets where kind = 'user'"))
                .isEqualTo(1);
    }

    private boolean somebodyWaitsForALock() {
        return storage.count(
                        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
                > 0;
    }

    private List<Object> row(String statement) {
        var row = storage.sql(statement).get(0);
        return IntStream.range(0, row.size()).mapToObj(row::getValue).toList();
    }

    /** In one call, as a lane would make it. */
    private List<Acceptance> together(Budgets budgets, List<AcceptMessage> asked) {
        AcceptStore store =
                new AcceptStore(new Facts(MessageBus.over(storage.vertx())), 50, budgets, new Tenure(4_000, 2_000, 2));
        List<Proposal> batch = asked.stream()
                .map(ask -> Proposal.of(ask, UUID.randomUUID(), UUID.randomUUID()))
                .toList();
        PgConnection connection =
                StorageRoom.get(PgConnection.connect(storage.vertx(), ConnectOptions.of(url, 60_000)));
        List<Acceptance> accepted = StorageRoom.get(store.run(connection, batch)).stream()
                .map(settled -> settled.answer().result())
                .toList();
        StorageRoom.get(connection.close());
        return accepted;
    }

    private Stream<RoomKey> rooms(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new RoomKey("main", "room-" + i))
                .peek(room -> storage.sql("select verbatim_create_room('main', $1, null, null)", room.roomId()));
    }

    /** The last of what the owner is to show; nothing where nobody is told. */
    private static String shown(Acceptance acceptance) {
        ReplyRequested handover = acceptance.handover();
        if (handover == null) {
            return "";
        }
        List<PromptTurn> tail =
                Objects.requireNonNull(handover.granted()).claim().tail();
        return tail.get(tail.size() - 1).text();
    }

    private static UUID replyOf(Accepted accepted) {
        return Objects.requireNonNull(accepted.reply()).replyId();
    }
}
