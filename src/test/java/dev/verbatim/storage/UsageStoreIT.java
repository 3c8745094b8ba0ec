package dev.verbatim.storage;

import static dev.verbatim.storage.Asks.ANNA;
import static dev.verbatim.storage.Asks.BEN;
import static dev.verbatim.storage.Asks.LOBBY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.AttemptOutcome;
import dev.verbatim.contract.AttemptResult;
import dev.verbatim.contract.Author;
import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.ReadUsage;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageBy;
import dev.verbatim.contract.UsagePage;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.contract.UsageSum;
import dev.verbatim.testing.TestPostgres;
import io.vertx.pgclient.PgConnection;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UsageStoreIT {
    private static final RoomKey ELSEWHERE = new RoomKey("main", "elsewhere");
    private static final Usage PROVIDERS = new Usage(UsageSource.PROVIDER, 100, 20, 10, 5, 3);

    private StorageRoom storage;

    @BeforeEach
    void start() {
        storage = StorageSetup.on(TestPostgres.freshDatabase()).start();
        storage.awaitReady(true);
        storage.sql("select verbatim_create_room('main', 'elsewhere', null, null)");
        storage.sql("select verbatim_create_room('other', 'lobby', null, null)");
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void oneUserSeesTheirOwnAndTheTenantEverybodys() {
        answered(LOBBY, ANNA, PROVIDERS, 1_500_000L);
        answered(ELSEWHERE, ANNA, PROVIDERS, 500_000L);
        answered(LOBBY, BEN, PROVIDERS, 7L);

        assertThat(read("anna", UsageBy.USER).rows())
                .containsExactly(new UsageSum(
                        "anna", null, 2, new Usage(UsageSource.PROVIDER, 200, 40, 20, 10, 6), "0.000002", 0));
        assertThat(read(null, UsageBy.USER).rows())
                .extracting(UsageSum::key, UsageSum::costUsd)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("anna", "0.000002"),
                        org.assertj.core.groups.Tuple.tuple("ben", "0.000000000007"));
    }

    @Test
    void anotherTenantIsNotSeen() {
        answered(new RoomKey("other", "lobby"), ANNA, PROVIDERS, 1L);

        assertThat(read(null, UsageBy.ROOM).rows()).isEmpty();
        assertThat(read("anna", UsageBy.ROOM).rows()).isEmpty();
    }

    @Test
    void sumsByRoomModelAndDay() {
        answered(LOBBY, ANNA, PROVIDERS, 1L);
        answered(ELSEWHERE, BEN, PROVIDERS, 1L);

        assertThat(read(null, UsageBy.ROOM).rows()).extracting(UsageSum::key).containsExactly("elsewhere", "lobby");
        assertThat(read(null, UsageBy.MODEL).rows())
                .extracting(UsageSum::key, UsageSum::provider, UsageSum::attempts)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("demo-1", "demo", 2L));
        assertThat(read(null, UsageBy.DAY).rows())
                .extracting(UsageSum::key)
                .singleElement()
                .isIn(
                        LocalDate.now(ZoneOffset.UTC).toString(),
                        LocalDate.now(ZoneOffset.UTC).minusDays(1).toString());
    }

    @Test
    void sourcesAreToldApartAndAnUnknownPriceIsNoZero() {
        answered(LOBBY, ANNA, PROVIDERS, 3_000_000_000_000L);
        answered(LOBBY, ANNA, PROVIDERS, null);
        answered(LOBBY, ANNA, Usage.estimated(50, 5), null);
        answered(LOBBY, ANNA, Usage.UNKNOWN, null);

        assertThat(read("anna", UsageBy.USER).rows())
                .containsExactly(
                        new UsageSum("anna", null, 1, Usage.estimated(50, 5), null, 1),
                        new UsageSum("anna", null, 2, new Usage(UsageSource.PROVIDER, 200, 40, 20, 10, 6), "3", 1),
                        new UsageSum("anna", null, 1, Usage.UNKNOWN, null, 1));
    }

    @Test
    void whatWasNotSentCostsNothing() {
        ended(LOBBY, ANNA, EndStatus.FAILED, AttemptOutcome.NOT_SENT, Usage.UNKNOWN, null);

        assertThat(read("anna", UsageBy.USER).rows())
                .containsExactly(new UsageSum("anna", null, 1, Usage.UNKNOWN, "0", 0));
    }

    @Test
    void stoppedAndFailedOnesCount() {
        ended(LOBBY, ANNA, EndStatus.STOPPED, AttemptOutcome.STOPPED, Usage.estimated(9, 1), 5L);
        ended(LOBBY, ANNA, EndStatus.FAILED, AttemptOutcome.FAILED, Usage.estimated(9, 1), 5L);

        assertThat(read("anna", UsageBy.USER).rows())
                .containsExactly(new UsageSum("anna", null, 2, Usage.estimated(18, 2), "0.00000000001", 0));
    }

    @Test
    void anOpenAnswerDoesNotCountYet() {
        storage.claim(Asks.claim(asked(LOBBY, ANNA)));

        assertThat(read("anna", UsageBy.USER).rows()).isEmpty();
    }

    @Test
    void theTimeIsThatOfTheEnding() {
        answered(LOBBY, ANNA, PROVIDERS, 1L);
        Instant now = Instant.now();

        assertThat(read(null, now.minus(1, ChronoUnit.HOURS), now.minus(1, ChronoUnit.MINUTES))
                        .rows())
                .isEmpty();
        assertThat(read("anna", now.plus(1, ChronoUnit.MINUTES), now.plus(1, ChronoUnit.HOURS))
                        .rows())
                .isEmpty();
        assertThat(read("anna", now.minus(1, ChronoUnit.MINUTES), now.plus(1, ChronoUnit.MINUTES))
                        .rows())
                .hasSize(1);
    }

    @Test
    void pagesGoOnWhereTheLastOneEnded() {
        for (int i = 0; i < 5; i++) {
            Author user = new Author("user " + i + ", \"\u00e9\"", "U");
            answered(LOBBY, user, PROVIDERS, 1L);
            answered(LOBBY, user, Usage.estimated(1, 1), 1L);
        }

        List<UsageSum> all = read(null, UsageBy.USER).rows();
        List<UsageSum> paged = new ArrayList<>();
        String next = null;
        do {
            UsagePage page = StorageRoom.get(storage.ask(Topics.READ_USAGE, ask(null, UsageBy.USER, next, 3)));
            paged.addAll(page.rows());
            next = page.next();
        } while (next != null);

        assertThat(all).hasSize(10);
        assertThat(paged).isEqualTo(all);
    }

    @Test
    void aPlaceThatNoPageGaveIsRefused() {
        for (String place : List.of("", "x", "W10", "WzEsMiwzXQ")) {
            assertThat(StorageRoom.refusal(storage.ask(Topics.READ_USAGE, ask(null, UsageBy.DAY, place, 10)))
                            .code())
                    .as(place)
                    .isEqualTo(FailureCode.BAD_FRAME);
        }
    }

    @Test
    void moreAnswersThanAreSummedAtOnceAreRefused() {
        answered(LOBBY, ANNA, PROVIDERS, 1L);
        answered(LOBBY, ANNA, PROVIDERS, 1L);
        PgConnection connection = storage.connection();

        for (String user : new String[] {null, "anna"}) {
            ReadUsage ask = ask(user, UsageBy.DAY, null, 10);
            assertThat(StorageRoom.refusal(new UsageStore(1).read(connection, ask))
                            .code())
                    .isEqualTo(FailureCode.TOO_LARGE);
            assertThat(StorageRoom.get(new UsageStore(2).read(connection, ask)).rows())
                    .hasSize(1);
        }
    }

    private void answered(RoomKey room, Author author, Usage usage, @Nullable Long costPico) {
        ended(room, author, EndStatus.COMPLETE, AttemptOutcome.COMPLETE, usage, costPico);
    }

    private void ended(
            RoomKey room,
            Author author,
            EndStatus status,
            AttemptOutcome outcome,
            Usage usage,
            @Nullable Long costPico) {
        UUID replyId = asked(room, author);
        ReplyClaim claim = storage.claim(Asks.claim(room, replyId, Asks.OWNER));
        AttemptResult result = new AttemptResult(outcome, null, usage, costPico, null, 420, null);
        storage.end(new EndReply(
                room,
                replyId,
                claim.epoch(),
                claim.attempt(),
                status,
                null,
                null,
                "an answer",
                "",
                "",
                null,
                null,
                null,
                0,
                result,
                List.of()));
    }

    private UUID asked(RoomKey room, Author author) {
        return Objects.requireNonNull(storage.accept(Asks.message(
                                room, author, "a question", UUID.randomUUID().toString(), true))
                        .reply())
                .replyId();
    }

    private UsagePage read(@Nullable String userId, UsageBy by) {
        return StorageRoom.get(storage.ask(Topics.READ_USAGE, ask(userId, by, null, 100)));
    }

    private UsagePage read(@Nullable String userId, Instant from, Instant to) {
        ReadUsage ask = new ReadUsage("main", userId, from, to, UsageBy.USER, null, 100);
        return StorageRoom.get(storage.ask(Topics.READ_USAGE, ask));
    }

    private static ReadUsage ask(@Nullable String userId, UsageBy by, @Nullable String after, int limit) {
        Instant now = Instant.now();
        return new ReadUsage(
                "main", userId, now.minus(1, ChronoUnit.DAYS), now.plus(1, ChronoUnit.DAYS), by, after, limit);
    }
}
