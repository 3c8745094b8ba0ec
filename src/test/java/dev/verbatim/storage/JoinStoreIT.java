package dev.verbatim.storage;

import static dev.verbatim.storage.Asks.ANNA;
import static dev.verbatim.storage.Asks.BEN;
import static dev.verbatim.storage.Asks.LOBBY;
import static dev.verbatim.storage.Asks.OWNER;
import static dev.verbatim.storage.Asks.claim;
import static dev.verbatim.storage.Asks.complete;
import static dev.verbatim.storage.Asks.failed;
import static dev.verbatim.storage.Asks.message;
import static dev.verbatim.storage.Asks.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.Author;
import dev.verbatim.contract.ChatMessage;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.HistoryPage;
import dev.verbatim.contract.JoinRoom;
import dev.verbatim.contract.Member;
import dev.verbatim.contract.MemberRole;
import dev.verbatim.contract.OpenReply;
import dev.verbatim.contract.ReadHistory;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.ReplyState;
import dev.verbatim.contract.RoomDetails;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.RoomOptions;
import dev.verbatim.contract.RoomSnapshot;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.Visibility;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JoinStoreIT {
    private static final RoomKey CELLAR = new RoomKey("main", "cellar");

    private StorageRoom storage;

    @BeforeEach
    void deploy() {
        storage = StorageSetup.on(TestPostgres.freshDatabase()).start();
    }

    @AfterEach
    void undeploy() {
        storage.close();
    }

    @Test
    void emptyRoomIsAnEmptySnapshot() {
        RoomSnapshot lobby = join(null, null);

        RoomDetails details = new RoomDetails("lobby", Visibility.PUBLIC, RoomOptions.DEFAULT);
        assertThat(lobby)
                .isEqualTo(new RoomSnapshot(
                        details, 0, 0, false, List.of(), false, List.of(), List.of(), null, null, false));
    }

    @Test
    void joinWithoutPositionGivesTheNewestPage() {
        talk(60);

        RoomSnapshot lobby = join(null, null);

        assertThat(seqs(lobby)).isEqualTo(range(11, 60));
        assertThat(lobby.more()).isTrue();
        assertThat(lobby.recovered()).isFalse();
        assertThat(lobby.seq()).isEqualTo(60);
        assertThat(lobby.rev()).isEqualTo(60);
    }

    @Test
    void newestPageHoldsOneMegabyteAndAtLeastOneMessage() {
        String large = "x".repeat(600_000);
        storage.accept(message(large));
        storage.accept(message(large));
        storage.accept(message("x".repeat(1_200_000)));

        assertThat(seqs(join(null, null))).containsExactly(3L);
        storage.accept(message(large));
        storage.accept(message("small"));
        assertThat(seqs(join(null, null))).containsExactly(4L, 5L);
    }

    @Test
    void joinWithRevGivesWhatHasAGreaterRev() {
        talk(5);
        UUID replyId = replyOf(storage.accept(question("six")));
        ReplyClaim claim = storage.claim(claim(replyId));
        storage.accept(message("eight"));
        storage.end(complete(replyId, claim, "seven"));

        RoomSnapshot afterQuestion = join(null, 6L);
        RoomSnapshot afterAll = join(null, 9L);

        assertThat(afterQuestion.recovered()).isTrue();
        assertThat(seqs(afterQuestion)).containsExactly(7L, 8L);
        assertThat(afterQuestion.more()).isTrue();
        assertThat(afterAll.recovered()).isTrue();
        assertThat(afterAll.messages()).isEmpty();
        assertThat(afterAll.rev()).isEqualTo(9);
    }

    @Test
    void joinWithSinceGivesGreaterSeqsAndAnswersThatEndedLater() {
        UUID replyId = replyOf(storage.accept(question("one")));
        ReplyClaim claim = storage.claim(claim(replyId));
        storage.accept(message("three"));
        storage.accept(message("four"));
        storage.end(complete(replyId, claim, "two"));
        storage.accept(message("five"));

        assertThat(seqs(join(4L, null))).containsExactly(2L, 5L);
        assertThat(seqs(join(0L, null))).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(seqs(join(5L, null))).isEmpty();
        assertThat(join(5L, null).recovered()).isTrue();
    }

    @Test
    void sinceMayBeThePlaceOfAnOpenReply() {
        UUID replyId = replyOf(storage.accept(question("one")));
        ReplyClaim claim = storage.claim(claim(replyId));
        storage.accept(message("three"));

        RoomSnapshot open = join(2L, null);
        storage.end(complete(replyId, claim, "two"));

        assertThat(open.recovered()).isTrue();
        assertThat(seqs(open)).containsExactly(3L);
        assertThat(seqs(join(2L, null))).containsExactly(2L, 3L);
    }

    @Test
    void revWinsOverSince() {
        talk(5);

        assertThat(seqs(join(4L, 2L))).containsExactly(3L, 4L, 5L);
    }

    @Test
    void positionThatIsNotOfThisRoomGivesTheNewestPage() {
        talk(3);

        List<RoomSnapshot> joined = List.of(
                join(null, 4L), join(null, -1L), join(4L, null), join(-1L, null), join(99L, 1L), join(99L, 99L));

        assertThat(joined).allSatisfy(lobby -> {
            assertThat(lobby.recovered()).isFalse();
            assertThat(seqs(lobby)).containsExactly(1L, 2L, 3L);
        });
    }

    @Test
    void moreThanFiveHundredMissedMessagesAreNotRecovered() {
        talk(501);

        RoomSnapshot tooMany = join(null, 0L);
        RoomSnapshot justEnough = join(null, 1L);

        assertThat(tooMany.recovered()).isFalse();
        assertThat(seqs(tooMany)).isEqualTo(range(452, 501));
        assertThat(justEnough.recovered()).isTrue();
        assertThat(seqs(justEnough)).isEqualTo(range(2, 501));
    }

    @Test
    void moreThanOneMissedMegabyteIsNotRecovered() {
        storage.accept(message("x".repeat(600_000)));
        storage.accept(message("x".repeat(600_000)));

        RoomSnapshot lobby = join(null, 0L);

        assertThat(lobby.recovered()).isFalse();
        assertThat(seqs(lobby)).containsExactly(2L);
        assertThat(lobby.more()).isTrue();
        assertThat(join(null, 1L).recovered()).isTrue();
    }

    @Test
    void openRepliesComeWithEveryJoin() {
        Accepted first = storage.accept(question("one"));
        Accepted second = storage.accept(question("two"));
        Accepted third = storage.accept(question("three"));
        storage.claim(claim(replyOf(first)));

        RoomSnapshot lobby = join(null, 4L);

        assertThat(lobby.messages()).isEmpty();
        assertThat(lobby.replies())
                .containsExactly(
                        new OpenReply(
                                replyOf(first),
                                2,
                                first.messageId(),
                                ReplyState.RUNNING,
                                OWNER,
                                1,
                                1,
                                "demo-1",
                                "demo",
                                0),
                        queued(second, 4, 1),
                        queued(third, 6, 2));
    }

    @Test
    void answersComeWithUsageModelAndCost() {
        UUID replyId = replyOf(storage.accept(question("one")));
        storage.end(complete(replyId, storage.claim(claim(replyId)), "two"));

        ChatMessage answer = join(null, null).messages().get(1);

        assertThat(answer.text()).isEqualTo("two");
        assertThat(answer.usage()).isEqualTo(Asks.COUNTED);
        assertThat(answer.costPico()).isEqualTo(1_500_000L);
        assertThat(answer.model()).isEqualTo("demo-1");
        assertThat(answer.provider()).isEqualTo("demo");
        assertThat(answer.createdRev()).isEqualTo(1);
    }

    @Test
    void failedAnswersComeWithTheirError() {
        UUID replyId = replyOf(storage.accept(question("one")));
        storage.end(failed(replyId, storage.claim(claim(replyId)), FailureCode.PROVIDER_QUOTA, "No money."));

        ChatMessage joined = join(null, null).messages().get(1);
        ChatMessage paged = StorageRoom.get(history(LOBBY, 3, 10)).messages().get(1);

        assertThat(joined.error()).isEqualTo(FailureCode.PROVIDER_QUOTA);
        assertThat(joined.errorMessage()).isEqualTo("No money.");
        assertThat(paged).isEqualTo(joined);
    }

    @Test
    void anErrorThatALaterVersionWroteLeavesTheRoomReadable() {
        UUID replyId = replyOf(storage.accept(question("one")));
        storage.end(failed(replyId, storage.claim(claim(replyId)), FailureCode.PROVIDER_QUOTA, "Later."));
        storage.value("update replies set error = 'provider_asleep' returning error");

        ChatMessage answer = join(null, null).messages().get(1);

        assertThat(answer.error()).isEqualTo(FailureCode.INTERNAL);
        assertThat(answer.errorMessage()).isEqualTo("Later.");
    }

    @Test
    void publicRoomAdmitsItsTenantAndListsOnlyMembers() {
        storage.sql("insert into members (tenant, room_id, user_id, name, role)"
                + " values ('main', 'lobby', 'ben', 'Ben', 'owner')");

        RoomSnapshot forBen = StorageRoom.get(joining(LOBBY, BEN, false));
        RoomSnapshot forAnna = StorageRoom.get(joining(LOBBY, ANNA, false));

        assertThat(forBen.role()).isEqualTo(MemberRole.OWNER);
        assertThat(forAnna.role()).isNull();
        assertThat(forAnna.members()).containsExactly(new Member("ben", "Ben", MemberRole.OWNER));
    }

    @Test
    void privateRoomAdmitsMembersOnly() {
        storage.sql("insert into rooms (tenant, room_id, name, visibility) values ('main', 'cellar', 'C', 'private')");
        storage.sql("insert into members (tenant, room_id, user_id, name, role)"
                + " values ('main', 'cellar', 'ben', 'Ben', 'viewer')");

        assertThat(StorageRoom.get(joining(CELLAR, BEN, false)).role()).isEqualTo(MemberRole.VIEWER);
        assertThat(StorageRoom.refusal(joining(CELLAR, ANNA, false)).code()).isEqualTo(FailureCode.NOT_FOUND);
        assertThat(StorageRoom.refusal(joining(CELLAR, ANNA, true)).code()).isEqualTo(FailureCode.NOT_FOUND);
        assertThat(StorageRoom.refusal(history(CELLAR, 10, 10)).code()).isEqualTo(FailureCode.NOT_FOUND);
    }

    @Test
    void unknownRoomIsMadeOnlyIfAskedFor() {
        FailureCode refused = StorageRoom.refusal(joining(CELLAR, ANNA, false)).code();
        RoomSnapshot made = StorageRoom.get(joining(CELLAR, ANNA, true));
        RoomSnapshot found = StorageRoom.get(joining(CELLAR, BEN, true));

        assertThat(refused).isEqualTo(FailureCode.NOT_FOUND);
        assertThat(made.role()).isEqualTo(MemberRole.OWNER);
        assertThat(found.role()).isNull();
        assertThat(found.members()).containsExactly(new Member("anna", "Anna", MemberRole.OWNER));
        assertThat(StorageRoom.refusal(joining(new RoomKey("other", "cellar"), ANNA, false))
                        .code())
                .isEqualTo(FailureCode.NOT_FOUND);
    }

    @Test
    void roomMadeByManyAtOnceHasOneOwner() {
        List<Future<RoomSnapshot>> joins = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            joins.add(joining(CELLAR, new Author("user-" + i, "U"), true));
        }

        assertThat(StorageRoom.all(joins))
                .hasSize(20)
                .filteredOn(RoomSnapshot::created)
                .hasSize(1);
        assertThat(storage.count("select count(*) from members where room_id = 'cellar'"))
                .isEqualTo(1);
    }

    /** What the maker is told without reading is what the next one reads. */
    @Test
    void whatWasMadeIsWhatIsFound() {
        RoomSnapshot made = StorageRoom.get(joining(CELLAR, ANNA, true));
        RoomSnapshot found = StorageRoom.get(joining(CELLAR, ANNA, true));

        assertThat(made.created()).isTrue();
        assertThat(found.created()).isFalse();
        assertThat(made).usingRecursiveComparison().ignoringFields("created").isEqualTo(found);
    }

    /** Each waited for a commit of its own. */
    @Test
    void manyRoomsAreMadeInFewCommits() {
        List<Future<RoomSnapshot>> joins = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            joins.add(joining(new RoomKey("main", "own-" + i), new Author("user-" + i, "U"), true));
        }

        assertThat(StorageRoom.all(joins))
                .allSatisfy(joined -> assertThat(joined.role()).isEqualTo(MemberRole.OWNER));
        assertThat(storage.count("select count(*) from rooms where room_id like 'own-%'"))
                .isEqualTo(500);
        assertThat(storage.count("select count(distinct xmin::text) from rooms where room_id like 'own-%'"))
                .isLessThan(250);
    }

    /** Also counts what the same commit makes. */
    @Test
    void nobodyOwnsMoreThanTwoHundredHoweverTheyAreAskedFor() {
        storage.sql(
                "insert into rooms (tenant, room_id, name) select 'main', 'r' || i, 'R' from generate_series(1, 198) i");
        storage.sql("insert into members (tenant, room_id, user_id, name, role)"
                + " select 'main', 'r' || i, 'anna', 'Anna', 'owner' from generate_series(1, 198) i");
        List<Future<RoomSnapshot>> joins = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            joins.add(joining(new RoomKey("main", "more-" + i), ANNA, true));
            joins.add(joining(new RoomKey("main", "bens-" + i), BEN, true));
        }

        Future.join(joins).otherwiseEmpty().await();

        assertThat(joins).filteredOn(Future::succeeded).hasSize(22);
        assertThat(joins)
                .filteredOn(Future::failed)
                .allSatisfy(refused ->
                        assertThat(Failure.of(refused.cause()).code()).isEqualTo(FailureCode.LIMIT_EXCEEDED));
        assertThat(storage.count("select count(*) from members where user_id = 'anna' and role = 'owner'"))
                .isEqualTo(200);
        assertThat(StorageRoom.get(joining(new RoomKey("main", "bens-0"), ANNA, true))
                        .role())
                .isNull();
    }

    @Test
    void removedRoomIsNotFoundAndNotMadeAgain() {
        storage.sql("insert into rooms (tenant, room_id, name, removed_at) values ('main', 'cellar', 'C', now())");

        assertThat(StorageRoom.refusal(joining(CELLAR, ANNA, true)).code()).isEqualTo(FailureCode.NOT_FOUND);
    }

    @Test
    void historyGoesBackPageByPage() {
        talk(25);

        HistoryPage newest = StorageRoom.get(history(LOBBY, 26, 10));
        HistoryPage middle = StorageRoom.get(history(LOBBY, 16, 10));
        HistoryPage oldest = StorageRoom.get(history(LOBBY, 6, 10));
        HistoryPage beyond = StorageRoom.get(history(LOBBY, 1, 10));

        assertThat(seqs(newest.messages())).isEqualTo(range(16, 25));
        assertThat(seqs(middle.messages())).isEqualTo(range(6, 15));
        assertThat(seqs(oldest.messages())).isEqualTo(range(1, 5));
        assertThat(List.of(newest.more(), middle.more(), oldest.more(), beyond.more()))
                .containsExactly(true, true, false, false);
        assertThat(beyond.messages()).isEmpty();
    }

    @Test
    void snapshotsTakenDuringTrafficAreWhole() {
        List<Future<Accepted>> sent = new ArrayList<>();
        List<Future<RoomSnapshot>> joins = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            sent.add(storage.sending(message("m" + i)));
            joins.add(storage.ask(Topics.JOIN.of(LOBBY), new JoinRoom(LOBBY, BEN, null, 0L, false)));
        }

        List<RoomSnapshot> snapshots = StorageRoom.all(joins);

        assertThat(StorageRoom.all(sent)).hasSize(200);
        assertThat(snapshots).hasSize(200).allSatisfy(lobby -> {
            assertThat(lobby.rev()).isEqualTo(lobby.seq());
            assertThat(seqs(lobby)).isEqualTo(range(1, lobby.seq()));
        });
    }

    private void talk(int messages) {
        List<Future<Accepted>> sent = new ArrayList<>();
        for (int i = 1; i <= messages; i++) {
            sent.add(storage.sending(message("message " + i)));
        }
        assertThat(StorageRoom.all(sent)).hasSize(messages);
    }

    private RoomSnapshot join(@Nullable Long since, @Nullable Long rev) {
        return StorageRoom.get(storage.ask(Topics.JOIN.of(LOBBY), new JoinRoom(LOBBY, ANNA, since, rev, false)));
    }

    private Future<RoomSnapshot> joining(RoomKey room, Author author, boolean create) {
        return storage.ask(Topics.JOIN.of(room), new JoinRoom(room, author, null, null, create));
    }

    private Future<HistoryPage> history(RoomKey room, long before, int limit) {
        return storage.ask(Topics.HISTORY.of(room), new ReadHistory(room, ANNA, before, limit));
    }

    private static OpenReply queued(Accepted accepted, long seq, int position) {
        return new OpenReply(
                replyOf(accepted), seq, accepted.messageId(), ReplyState.QUEUED, null, 0, 0, null, null, position);
    }

    private static List<Long> seqs(RoomSnapshot snapshot) {
        return seqs(snapshot.messages());
    }

    private static List<Long> seqs(List<ChatMessage> messages) {
        return messages.stream().map(ChatMessage::seq).toList();
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static UUID replyOf(Accepted accepted) {
        return Objects.requireNonNull(accepted.reply()).replyId();
    }
}
