package dev.verbatim.storage;

import static dev.verbatim.storage.Asks.ANNA;
import static dev.verbatim.storage.Asks.BEN;
import static dev.verbatim.storage.Asks.LOBBY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.LimitSettings;
import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.AttemptOutcome;
import dev.verbatim.contract.AttemptResult;
import dev.verbatim.contract.Author;
import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BudgetsIT {
    private static final Author GUEST = new Author(Author.GUEST + "1", "Guest");
    private static final RoomKey ELSEWHERE = new RoomKey("main", "elsewhere");
    private static final long HELD = 100;

    private StorageRoom storage;

    private void start(long guests, long users, long rooms) {
        storage = StorageSetup.on(TestPostgres.freshDatabase())
                .limits(new LimitSettings(guests, users, rooms, HELD))
                .leaseMs(300)
                .maxTakeovers(0)
                .start();
        storage.awaitReady(true);
        storage.sql("select verbatim_create_room('main', 'elsewhere', null, null)");
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void whatAnAnswerTookIsBookedAndOverTheLimitTheDayIsOver() {
        start(1_000, 0, 0);
        answered(LOBBY, GUEST, 600);
        answered(ELSEWHERE, GUEST, 500);

        Failure refused = StorageRoom.refusal(storage.sending(question(LOBBY, GUEST)));

        Instant midnight = LocalDate.now(ZoneOffset.UTC)
                .plusDays(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        assertThat(refused.code()).isEqualTo(FailureCode.LIMIT_EXCEEDED);
        assertThat(refused.retryAfterMs())
                .isBetween(1L, Duration.between(Instant.now(), midnight).toMillis() + 60_000);
        assertThat(budget("guest", GUEST.userId())).isEqualTo("1100/0");
        assertThat(storage.count("select count(*) from messages where role = 'user'"))
                .isEqualTo(2);
    }

    @Test
    void openAnswersHoldTheirPart() {
        start(0, 3 * HELD, 0);
        asked(LOBBY, ANNA);
        asked(LOBBY, ANNA);
        asked(ELSEWHERE, ANNA);

        assertThat(StorageRoom.refusal(storage.sending(question(ELSEWHERE, ANNA)))
                        .code())
                .isEqualTo(FailureCode.LIMIT_EXCEEDED);
        assertThat(budget("user", "anna")).isEqualTo("0/3");
        assertThat(storage.accept(question(LOBBY, BEN)).seq()).isPositive();
    }

    @Test
    void manyAtOnceAreNotMoreThanOneByOne() {
        start(0, 5 * HELD, 0);
        List<Future<Accepted>> sent = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            sent.add(storage.sending(question(i % 2 == 0 ? LOBBY : ELSEWHERE, ANNA)));
        }

        assertThat(StorageRoom.all(sent)).hasSize(5);
        assertThat(budget("user", "anna")).isEqualTo("0/5");
    }

    @Test
    void aRoomsLimitIsEverybodys() {
        start(0, 0, 500);
        answered(LOBBY, ANNA, 300);
        answered(LOBBY, GUEST, 300);

        assertThat(StorageRoom.refusal(storage.sending(question(LOBBY, BEN))).code())
                .isEqualTo(FailureCode.LIMIT_EXCEEDED);
        assertThat(storage.accept(question(ELSEWHERE, BEN)).seq()).isPositive();
        assertThat(budget("room", "lobby")).isEqualTo("600/0");
    }

    @Test
    void aStrangerDoesNotHearThatAPrivateRoomsDayIsOver() {
        start(0, 0, 500);
        storage.sql("select verbatim_create_room('main', 'secret', 'anna', 'Anna')");
        storage.sql("update rooms set visibility = 'private' where room_id = 'secret'");
        RoomKey secret = new RoomKey("main", "secret");
        answered(secret, ANNA, 600);

        assertThat(StorageRoom.refusal(storage.sending(question(secret, ANNA))).code())
                .isEqualTo(FailureCode.LIMIT_EXCEEDED);
        assertThat(StorageRoom.refusal(storage.sending(question(secret, BEN))).code())
                .isEqualTo(FailureCode.NOT_FOUND);
        assertThat(StorageRoom.refusal(storage.sending(question(new RoomKey("main", "nowhere"), BEN)))
                        .code())
                .isEqualTo(FailureCode.NOT_FOUND);
        assertThat(storage.count("select count(*) from token_budgets where id = 'nowhere'"))
                .isZero();
    }

    @Test
    void whoIsNotLimitedIsNotCounted() {
        start(1_000, 0, 0);
        answered(LOBBY, ANNA, 5_000);

        assertThat(storage.accept(question(LOBBY, ANNA)).seq()).isPositive();
        assertThat(storage.count("select count(*) from token_budgets")).isZero();
    }

    @Test
    void messagesThatWantNoAnswerAreNotLimited() {
        start(1, 0, 0);
        answered(LOBBY, GUEST, 5);

        assertThat(storage.accept(Asks.message(
                                LOBBY, GUEST, "hi", UUID.randomUUID().toString(), false))
                        .seq())
                .isPositive();
    }

    @Test
    void stoppedAndFailedAnswersAreSettledToo() {
        start(1_000, 0, 0);
        ended(LOBBY, GUEST, EndStatus.STOPPED, AttemptOutcome.STOPPED, usage(40));
        ended(LOBBY, GUEST, EndStatus.FAILED, AttemptOutcome.FAILED, usage(2));
        ended(LOBBY, GUEST, EndStatus.FAILED, AttemptOutcome.NOT_SENT, Usage.UNKNOWN);

        assertThat(budget("guest", GUEST.userId())).isEqualTo("42/0");
    }

    @Test
    void anAnswerWhoseOwnerWasLostIsSettledWhenItIsBuried() {
        start(1_000, 0, 0);
        UUID replyId = asked(LOBBY, GUEST);
        storage.claim(Asks.claim(replyId));

        org.awaitility.Awaitility.await().until(() -> {
            storage.beat(Asks.sweep("verbatim.llm.other.0"));
            return storage.count("select count(*) from replies where state = 'ended'") == 1;
        });

        assertThat(budget("guest", GUEST.userId())).endsWith("/0");
    }

    @Test
    void theSameMessageAgainIsAnsweredAndHoldsNothingMore() {
        start(0, HELD, 0);
        AcceptMessage question = question(LOBBY, ANNA);
        Accepted first = storage.accept(question);

        Accepted again = storage.accept(question);

        assertThat(again.messageId()).isEqualTo(first.messageId());
        assertThat(budget("user", "anna")).isEqualTo("0/1");
    }

    @Test
    void anEndingThatIsToldTwiceIsBookedOnce() {
        start(1_000, 0, 0);
        UUID replyId = asked(LOBBY, GUEST);
        ReplyClaim claim = storage.claim(Asks.claim(replyId));
        EndReply end = ending(LOBBY, replyId, claim, EndStatus.COMPLETE, AttemptOutcome.COMPLETE, usage(70));
        storage.end(end);
        storage.end(end);

        assertThat(budget("guest", GUEST.userId())).isEqualTo("70/0");
    }

    @Test
    void whatTheRoomRefusesHoldsNothing() {
        start(0, 1_000, 0);
        RoomKey nowhere = new RoomKey("main", "nowhere");

        assertThat(StorageRoom.refusal(storage.sending(question(nowhere, ANNA))).code())
                .isEqualTo(FailureCode.NOT_FOUND);
        assertThat(budget("user", "anna")).isEqualTo("0/0");
    }

    @Test
    void anAnswerCountsForTheDayOnWhichItWasAskedFor() {
        start(1_000, 0, 0);
        UUID replyId = asked(LOBBY, GUEST);
        storage.sql("update token_budgets set day = day - 1");
        storage.sql("update replies set budget_day = budget_day - 1");
        ReplyClaim claim = storage.claim(Asks.claim(replyId));

        storage.end(ending(LOBBY, replyId, claim, EndStatus.COMPLETE, AttemptOutcome.COMPLETE, usage(5_000)));

        assertThat(budget("guest", GUEST.userId())).isEqualTo("5000/0");
        assertThat(storage.accept(question(LOBBY, GUEST)).seq()).isPositive();
    }

    private void answered(RoomKey room, Author author, long tokens) {
        ended(room, author, EndStatus.COMPLETE, AttemptOutcome.COMPLETE, usage(tokens));
    }

    private void ended(RoomKey room, Author author, EndStatus status, AttemptOutcome outcome, Usage usage) {
        UUID replyId = asked(room, author);
        ReplyClaim claim = storage.claim(Asks.claim(room, replyId, Asks.OWNER));
        storage.end(ending(room, replyId, claim, status, outcome, usage));
    }

    private static EndReply ending(
            RoomKey room, UUID replyId, ReplyClaim claim, EndStatus status, AttemptOutcome outcome, Usage usage) {
        EndReply end = Asks.end(room, replyId, claim, status, "an answer");
        return new EndReply(
                room,
                replyId,
                claim.epoch(),
                claim.attempt(),
                status,
                end.reason(),
                null,
                "an answer",
                "",
                "",
                null,
                null,
                null,
                0,
                new AttemptResult(outcome, null, usage, null, null, 420, null),
                List.of());
    }

    private UUID asked(RoomKey room, Author author) {
        return Objects.requireNonNull(storage.accept(question(room, author)).reply())
                .replyId();
    }

    private static AcceptMessage question(RoomKey room, Author author) {
        return Asks.message(room, author, "a question", UUID.randomUUID().toString(), true);
    }

    private static Usage usage(long tokens) {
        return new Usage(UsageSource.PROVIDER, tokens - 1, 1, 0, 0, 0);
    }

    /** Used and open of somebody's only day. */
    private String budget(String kind, String id) {
        return (String)
                storage.value("select used || '/' || open from token_budgets where kind = $1 and id = $2", kind, id);
    }
}
