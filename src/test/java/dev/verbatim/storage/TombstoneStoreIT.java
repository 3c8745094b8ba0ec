package dev.verbatim.storage;

import static dev.verbatim.storage.Asks.ANNA;
import static dev.verbatim.storage.Asks.BEN;
import static dev.verbatim.storage.Asks.LOBBY;
import static dev.verbatim.storage.Asks.claim;
import static dev.verbatim.storage.Asks.complete;
import static dev.verbatim.storage.Asks.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.RetentionSettings;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.ChatMessage;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.EraseUser;
import dev.verbatim.contract.ErasedPiece;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.JoinRoom;
import dev.verbatim.contract.MemberRole;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.MessageChanged;
import dev.verbatim.contract.MessagePosted;
import dev.verbatim.contract.ReadChanges;
import dev.verbatim.contract.RemoveMessage;
import dev.verbatim.contract.RemoveRoom;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.RevokeTokens;
import dev.verbatim.contract.RoomChange;
import dev.verbatim.contract.RoomFact;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.SetMember;
import dev.verbatim.contract.Topics;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Words that go, from a real Postgres: what is left, what viewers are told, and in how small pieces it is done. */
class TombstoneStoreIT {
    private static final RoomKey DEN = new RoomKey("main", "den");
    private static final int MOST_PIECES = 100;
    private static final String MARK_OF_ANNA =
            "sha256:55579b557896d0ce1764c47fed644f9b35f58bad620674af23f356d80ed0c503";

    private final Vertx vertx = Vertx.vertx();
    private StorageRoom storage;
    private PgConnection connection;
    private TombstoneStore tombstones;

    @BeforeEach
    void open() {
        storage = StorageSetup.on(TestPostgres.freshDatabase()).instances(1).start();
        storage.sql("insert into rooms (tenant, room_id, name) values ('main', 'den', 'Den')");
        connection = storage.connection();
        tombstones = new TombstoneStore(new Facts(MessageBus.over(vertx)));
    }

    @AfterEach
    void close() {
        StorageRoom.get(connection.close());
        storage.close();
        StorageRoom.get(vertx.close());
    }

    @Test
    void aRemovedMessageKeepsItsPlaceAndTakesOneRev() {
        Accepted first = storage.accept(question("one"));
        storage.accept(Asks.message("two"));

        remove(first.messageId());
        remove(first.messageId());

        MessageChanged fact = storage.facts(LOBBY, MessageChanged.class).get(0);
        assertThat(storage.facts(LOBBY, MessageChanged.class)).hasSize(1);
        assertThat(fact.rev()).isEqualTo(3);
        assertThat(fact.message().seq()).isEqualTo(first.seq());
        assertThat(fact.message().text()).isEmpty();
        assertThat(fact.message().removedAt()).isNotNull();
        assertThat(storage.value("select rev from rooms where room_id = 'lobby'"))
                .isEqualTo(3L);
    }

    @Test
    void itsAwaitedAnswerIsAskedToStop() {
        Accepted asked = storage.accept(question("why?"));

        remove(asked.messageId());

        ReplyClaim claim = storage.claim(claim(replyOf(asked)));
        assertThat(claim.stoppedBy()).isEqualTo("anna");
        assertThat(claim.tail()).isEmpty();
    }

    @Test
    void theSameClientIdStillMeansTheSame() {
        Accepted first = storage.accept(Asks.message(LOBBY, ANNA, "one", "c-1", false));
        remove(first.messageId());

        Accepted again = storage.accept(Asks.message(LOBBY, ANNA, "one", "c-1", false));

        assertThat(again.messageId()).isEqualTo(first.messageId());
        assertThat(again.duplicate()).isTrue();
    }

    @Test
    void anothersMessageIsRemovedByOwnersOnly() {
        Accepted first = storage.accept(question("one"));

        FailureCode code = StorageRoom.refusal(
                        storage.ask(Topics.REMOVE_MESSAGE.of(LOBBY), new RemoveMessage(LOBBY, BEN, first.messageId())))
                .code();

        assertThat(code).isEqualTo(FailureCode.FORBIDDEN);
        assertThat(storage.value("select text from messages")).isEqualTo("one");
    }

    @Test
    void whoMissedItAllIsToldWhatItWasAndThatItIsGone() {
        Accepted first = storage.accept(question("one"));
        UUID replyId = replyOf(first);
        ReplyClaim claim = storage.claim(claim(replyId));
        storage.end(complete(replyId, claim, "an answer"));
        remove(first.messageId());
        storage.sql(
                "insert into members (tenant, room_id, user_id, name, role) values ('main', 'lobby', 'ben', 'B', 'owner')");
        StorageRoom.get(storage.ask(Topics.REMOVE_MESSAGE.of(LOBBY), new RemoveMessage(LOBBY, BEN, replyId)));

        List<RoomFact> all = changes(0);
        List<RoomFact> late = changes(3);

        assertThat(all.get(0)).isInstanceOfSatisfying(MessagePosted.class, posted -> {
            assertThat(posted.rev()).isEqualTo(1);
            assertThat(Objects.requireNonNull(posted.reply()).replyId()).isEqualTo(replyId);
        });
        assertThat(all.subList(1, all.size())).allMatch(MessageChanged.class::isInstance);
        assertThat(late).extracting(RoomFact::rev).containsExactly(4L, 5L);
    }

    private List<RoomFact> changes(long after) {
        return StorageRoom.get(storage.ask(Topics.CHANGES.of(LOBBY), new ReadChanges(LOBBY, after))).facts().stream()
                .map(RoomChange::fact)
                .toList();
    }

    @Test
    void anErasedAccountIsNobodyAndItsSumsStay() {
        Accepted asked = storage.accept(question("my words"));
        UUID replyId = replyOf(asked);
        ReplyClaim claim = storage.claim(claim(replyId));
        storage.end(complete(replyId, claim, "an answer"));
        storage.accept(Asks.message(DEN, ANNA, "more of my words", "c", false));
        storage.accept(Asks.message(DEN, BEN, "his words", "c", false));
        storage.sql(
                "insert into members (tenant, room_id, user_id, name, role) values ('main', 'den', 'anna', 'Anna', 'owner')");
        UUID open = replyOf(storage.accept(question("an open one")));

        int messages = erase("anna");

        assertThat(messages).isEqualTo(3);
        assertThat(traces("anna", "Anna", "my words")).isZero();
        assertThat(storage.value("select text from messages where user_id = 'ben'"))
                .isEqualTo("his words");
        assertThat(storage.value("select text from messages where role = 'assistant'"))
                .isEqualTo("an answer");
        assertThat(storage.value("select user_id from replies where reply_id = $1", replyId))
                .isEqualTo("nobody-1");
        assertThat(storage.value("select stop_requested_by from replies where reply_id = $1", open))
                .isEqualTo("nobody-1");
        assertThat(storage.count("select count(*) from attempts where input_tokens > 0"))
                .isEqualTo(1);
        assertThat(storage.count("select count(*) from members")).isZero();
        assertThat(erase("anna")).isZero();
    }

    /** Everything that names somebody somewhere: their own rows and others'. */
    @Test
    void nothingInTheWholeDatabaseNamesAnErasedAccount() {
        UUID ended = replyOf(storage.accept(question("my words")));
        storage.end(complete(ended, storage.claim(claim(ended)), "an answer"));
        storage.accept(question("an open one"));
        UUID hers = replyOf(storage.accept(Asks.message(DEN, BEN, "his question", "c", true)));
        storage.end(Asks.end(DEN, hers, storage.claim(claim(DEN, hers, Asks.OWNER)), EndStatus.STOPPED, "half"));
        storage.sql("update replies set stopped_by = 'anna', stop_requested_by = 'anna' where reply_id = $1", hers);
        replyOf(storage.accept(Asks.message(DEN, BEN, "another", "d", true)));
        storage.sql("update replies set stop_requested_by = 'anna' where user_id = 'ben' and state <> 'ended'");
        storage.sql(
                "insert into members (tenant, room_id, user_id, name, role) values ('main', 'den', 'anna', 'Anna', 'owner')");
        StorageRoom.get(
                storage.ask(Topics.SET_MEMBER.of(DEN), new SetMember(DEN, ANNA, "ben", "Ben", MemberRole.OWNER)));
        storage.sql("insert into token_budgets (tenant, kind, id, day) values ('main', 'user', 'anna', current_date)");
        storage.sql(
                "insert into read_marks values ('main', 'den', 'anna', 1, current_date), ('main', 'lobby', 'anna', 1, current_date)");
        takeBack("jti:1", "anna", "anna");
        takeBack(null, "anna", "op");
        takeBack("jti:2", null, "anna");

        erase("anna");
        takeBack(null, "anna", "op");
        erase("anna");

        assertThat(rowsThatSay("anna")).isEmpty();
        assertThat(storage.sql("select token_id, user_id, done_by from revocations order by 1").stream()
                        .map(row -> row.getString(0) + " " + row.getString(1) + " " + row.getString(2)))
                .containsExactly("jti:1 nobody-1 nobody-1", "jti:2 null nobody-1", "null " + MARK_OF_ANNA + " op");
        assertThat(storage.count("select count(*) from replies where stopped_by = 'nobody-1' and user_id = 'ben'"))
                .isEqualTo(1);
        assertThat(storage.count(
                        "select count(*) from replies where stop_requested_by = 'nobody-1' and user_id = 'ben'"))
                .isEqualTo(2);
    }

    private void takeBack(@Nullable String tokenId, @Nullable String userId, String by) {
        RevokeTokens wish =
                new RevokeTokens("main", tokenId, userId, Instant.now().plusSeconds(3600), by);
        StorageRoom.get(storage.ask(Topics.REVOKE, wish));
    }

    /** Every row of every table that has this text anywhere, whatever its case. */
    private List<String> rowsThatSay(String text) {
        List<String> found = new ArrayList<>();
        storage.sql(
                        "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'")
                .forEach(table -> storage.sql(
                                "select t::text from \"" + table.getString(0)
                                        + "\" t where t::text ilike '%' || $1 || '%'",
                                text)
                        .forEach(row -> found.add(table.getString(0) + ": " + row.getString(0))));
        return found;
    }

    @Test
    void budgetsOfDaysLongPastAndExpiredRevocationsGo() {
        storage.sql("insert into token_budgets (tenant, kind, id, day) select 'main', 'user', 'u-' || i,"
                + " (now() at time zone 'UTC')::date - 41 from generate_series(1, 700) i");
        storage.sql("insert into token_budgets (tenant, kind, id, day) select 'main', 'user', 'u-' || i,"
                + " (now() at time zone 'UTC')::date - i from generate_series(0, 40) i");
        takeBack("jti:1", "anna", "anna");
        takeBack("jti:2", "anna", "anna");
        storage.sql("update revocations set expires_at = now() - interval '1 second' where token_id = 'jti:1'");

        assertThat(pieces(new ExpiredRows(40))).isEqualTo(2);
        assertThat(storage.count("select count(*) from token_budgets")).isEqualTo(41);
        assertThat(storage.value("select token_id from revocations")).isEqualTo("jti:2");
        assertThat(pieces(new ExpiredRows(0))).isZero();
        assertThat(storage.count("select count(*) from token_budgets")).isEqualTo(41);
    }

    private int pieces(ExpiredRows expired) {
        int pieces = 0;
        while (StorageRoom.get(expired.forget(connection))) {
            pieces++;
            assertThat(pieces).as("pieces").isLessThan(MOST_PIECES);
        }
        return pieces;
    }

    @Test
    void anErasureOfManyMessagesGoesPieceByPiece() {
        many(1_300);

        List<ErasedPiece> pieces = pieces("anna");

        assertThat(pieces)
                .hasSizeGreaterThan(2)
                .allSatisfy(piece -> assertThat(piece.messages()).isLessThanOrEqualTo(500));
        assertThat(pieces.stream().mapToInt(ErasedPiece::messages).sum()).isEqualTo(1_300);
        assertThat(traces("anna", "Anna", "old words")).isZero();
        assertThat(storage.value("select rev from rooms where room_id = 'den'")).isEqualTo(2_600L);
        assertThat(storage.count("select count(distinct rev) from messages where room_id = 'den'"))
                .isEqualTo(1_300);
    }

    @Test
    void oldWordsGoAndYoungOnesStay() {
        many(700);
        storage.sql("update messages set ts = now() - interval '40 days' where room_id = 'den' and seq <= 600");
        storage.accept(Asks.message(LOBBY, BEN, "young words", "c", false));

        int pieces = retain(new RetentionSettings(30, 0, 0));

        assertThat(storage.count("select count(*) from messages where room_id = 'den' and removed_at is not null"))
                .isEqualTo(600);
        assertThat(storage.count(
                        "select count(*) from messages where removed_at is not null and (text <> '' or name <> '')"))
                .isZero();
        assertThat(storage.count("select count(*) from messages where text <> ''"))
                .isEqualTo(101);
        assertThat(pieces).isGreaterThan(2);
        assertThat(storage.value("select retained_seq from rooms where room_id = 'den'"))
                .isEqualTo(600L);
    }

    @Test
    void youngRoomsAreNotReadThrough() {
        many(700);

        long read = messagesRead(() -> {
            StorageRoom.get(tombstones.retain(connection, new RetentionSettings(30, 0, 0)));
            StorageRoom.get(tombstones.retain(connection, new RetentionSettings(30, 0, 0)));
        });

        assertThat(read).isLessThan(10);
    }

    @Test
    void aPromptReadsNoTombstonesOfAnAge() {
        many(700);
        storage.sql("update messages set ts = now() - interval '40 days' where room_id = 'den' and seq <= 690");
        retain(new RetentionSettings(30, 0, 0));

        long read = messagesRead(() -> StorageRoom.get(connection
                .query("select * from verbatim_tail('main', 'den', 701, 50, 1000000)")
                .execute()));

        assertThat(read).isBetween(10L, 20L);
    }

    /** How many entries of the messages' key some work on the connection reads. */
    private long messagesRead(Runnable work) {
        String returned = "select pg_stat_get_xact_tuples_returned('messages_pk'::regclass)";
        StorageRoom.get(connection
                .query("begin; set local enable_seqscan = off; set local enable_bitmapscan = off")
                .execute());
        long before = number(returned);
        work.run();
        long after = number(returned);
        StorageRoom.get(connection.query("rollback").execute());
        return after - before;
    }

    private long number(String query) {
        return StorageRoom.get(connection.query(query).execute())
                .iterator()
                .next()
                .getLong(0);
    }

    @Test
    void wordsOfARemovedRoomGoWhateverTheirAge() {
        many(10);
        storage.sql(
                "insert into members (tenant, room_id, user_id, name, role) values ('main', 'den', 'anna', 'Anna', 'owner')");
        StorageRoom.get(storage.ask(Topics.REMOVE_ROOM.of(DEN), new RemoveRoom(DEN, ANNA)));
        storage.accept(Asks.message(LOBBY, BEN, "his words", "c", false));

        retain(RetentionSettings.FOREVER);

        assertThat(storage.count("select count(*) from messages where room_id = 'den' and text <> ''"))
                .isZero();
        assertThat(storage.count("select count(*) from messages where text <> ''"))
                .isEqualTo(1);
    }

    @Test
    void anAnswerThatEndsAfterItsRoomWasRemovedGoesToo() {
        Accepted asked = storage.accept(question(DEN, "a question"));
        UUID replyId = replyOf(asked);
        storage.accept(Asks.message(DEN, BEN, "a later word", "c", false));
        ReplyClaim claim = storage.claim(claim(DEN, replyId, Asks.OWNER));
        storage.sql("update rooms set removed_at = now() where room_id = 'den'");

        retain(RetentionSettings.FOREVER);
        storage.end(Asks.end(DEN, replyId, claim, EndStatus.STOPPED, "half an answer"));
        storage.sql("update retention set due_at = now()");
        retain(RetentionSettings.FOREVER);

        assertThat(storage.count("select count(*) from messages where text <> ''"))
                .isZero();
        assertThat(storage.count("select count(*) from messages where removed_at is not null"))
                .isEqualTo(3);
    }

    @Test
    void aRemovedAnswerTakesItsToolCallsAlong() {
        UUID replyId = replyOf(storage.accept(question("why?")));
        storage.end(complete(replyId, storage.claim(claim(replyId)), "an answer"));
        storage.sql("update attempts set tool_calls = '[]'");
        storage.sql(
                "insert into members (tenant, room_id, user_id, name, role) values ('main', 'lobby', 'anna', 'A', 'owner')");

        remove(replyId);

        assertThat(storage.value("select tool_calls from attempts")).isNull();
        assertThat(storage.count("select count(*) from messages where text <> ''"))
                .isEqualTo(1);
    }

    @Test
    void oldEventsGoAndOldLedgersNameNobody() {
        Accepted asked = storage.accept(question("why?"));
        UUID replyId = replyOf(asked);
        storage.end(complete(replyId, storage.claim(claim(replyId)), "an answer"));
        Accepted young = storage.accept(question("and now?"));
        UUID youngReply = replyOf(young);
        storage.end(complete(youngReply, storage.claim(claim(youngReply)), "an answer"));
        storage.sql("update replies set ended_at = now() - interval '100 days' where reply_id = $1", replyId);
        storage.sql("insert into room_events (tenant, room_id, rev, removed, done_by, ts)"
                + " values ('main', 'den', 1, false, 'anna', now() - interval '8 days'),"
                + " ('main', 'den', 2, false, 'anna', now())");

        retain(new RetentionSettings(0, 7, 90));

        assertThat(storage.count("select count(*) from room_events")).isEqualTo(1);
        assertThat(storage.value("select user_id from replies where reply_id = $1", replyId))
                .isEqualTo("anonymous");
        assertThat(storage.value("select user_id from replies where reply_id = $1", youngReply))
                .isEqualTo("anna");
        assertThat(storage.count("select count(*) from attempts")).isEqualTo(2);
        assertThat(storage.count("select count(*) from messages where text <> ''"))
                .isEqualTo(4);
    }

    @Test
    void whoeverIsAtItIsAloneAndWhatWasDoneIsNotDueAgain() {
        many(1);
        PgConnection other = storage.connection();
        StorageRoom.get(other.query("begin").execute());
        StorageRoom.get(
                other.query("select * from retention order by kind for update").execute());

        Boolean meanwhile = StorageRoom.get(tombstones.retain(connection, new RetentionSettings(1, 1, 1)));
        StorageRoom.get(other.close());
        int pieces = retain(new RetentionSettings(1, 1, 1));

        assertThat(meanwhile).isFalse();
        assertThat(pieces).isBetween(3, 6);
        assertThat(StorageRoom.get(tombstones.retain(connection, new RetentionSettings(1, 1, 1))))
                .isFalse();
    }

    @Test
    void aSnapshotSaysWhatIsATombstone() {
        Accepted first = storage.accept(question("one"));
        remove(first.messageId());

        List<ChatMessage> messages = StorageRoom.get(
                        storage.ask(Topics.JOIN.of(LOBBY), new JoinRoom(LOBBY, ANNA, null, null, false)))
                .messages();

        assertThat(messages)
                .singleElement()
                .satisfies(message -> assertThat(message.removedAt()).isNotNull());
    }

    /** So many messages of Anna's in the den. */
    private void many(int count) {
        storage.sql(
                "insert into messages (tenant, room_id, seq, message_id, role, user_id, name, text, status, client_id,"
                        + " client_hash, created_rev, rev, ts) select 'main', 'den', i, gen_random_uuid(), 'user', 'anna', 'Anna',"
                        + " 'old words', 'complete', 'c-' || i, sha256('x'), i, i, now() from generate_series(1, "
                        + count
                        + ") i");
        storage.sql("update rooms set seq = " + count + ", rev = " + count + " where room_id = 'den'");
    }

    private long traces(String userId, String name, String words) {
        return storage.count(
                "select (select count(*) from messages where user_id = $1 or name = $2 or text like '%' || $3 || '%')"
                        + " + (select count(*) from members where user_id = $1)"
                        + " + (select count(*) from replies where user_id = $1 or stopped_by = $1 or stop_requested_by = $1)"
                        + " + (select count(*) from room_events where user_id = $1 or name = $2 or done_by = $1)"
                        + " + (select count(*) from rooms where created_by = $1)",
                userId, name, words);
    }

    private int erase(String userId) {
        return pieces(userId).stream().mapToInt(ErasedPiece::messages).sum();
    }

    private List<ErasedPiece> pieces(String userId) {
        List<ErasedPiece> pieces = new ArrayList<>();
        String after = "";
        while (after != null) {
            ErasedPiece piece =
                    StorageRoom.get(storage.ask(Topics.ERASE_USER, new EraseUser("main", userId, "nobody-1", after)));
            pieces.add(piece);
            after = piece.next();
            assertThat(pieces).as("pieces").hasSizeLessThan(MOST_PIECES);
        }
        return pieces;
    }

    /** Until nothing is due; how many pieces that took. */
    private int retain(RetentionSettings settings) {
        int pieces = 0;
        while (StorageRoom.get(tombstones.retain(connection, settings))) {
            pieces++;
            assertThat(pieces).as("pieces").isLessThan(MOST_PIECES);
        }
        return pieces;
    }

    private void remove(UUID messageId) {
        StorageRoom.get(storage.ask(Topics.REMOVE_MESSAGE.of(LOBBY), new RemoveMessage(LOBBY, ANNA, messageId)));
    }

    private static UUID replyOf(Accepted accepted) {
        return Objects.requireNonNull(accepted.reply()).replyId();
    }
}
