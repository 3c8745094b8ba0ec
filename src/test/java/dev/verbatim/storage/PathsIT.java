package dev.verbatim.storage;

import static dev.verbatim.storage.Asks.ANNA;
import static dev.verbatim.storage.Asks.LOBBY;
import static dev.verbatim.storage.Asks.OWNER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.LimitSettings;
import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.AttemptSoFar;
import dev.verbatim.contract.Author;
import dev.verbatim.contract.BeginAttempt;
import dev.verbatim.contract.ChangeRoom;
import dev.verbatim.contract.ClaimReply;
import dev.verbatim.contract.CreateRoom;
import dev.verbatim.contract.EditMessage;
import dev.verbatim.contract.GrantedClaim;
import dev.verbatim.contract.Heartbeat;
import dev.verbatim.contract.HeldReply;
import dev.verbatim.contract.JoinRoom;
import dev.verbatim.contract.MarkRead;
import dev.verbatim.contract.MemberRole;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.ReadChanges;
import dev.verbatim.contract.ReadContext;
import dev.verbatim.contract.ReadHistory;
import dev.verbatim.contract.ReadMark;
import dev.verbatim.contract.ReadMembers;
import dev.verbatim.contract.ReadReaders;
import dev.verbatim.contract.ReadRevs;
import dev.verbatim.contract.ReadRoom;
import dev.verbatim.contract.ReadRooms;
import dev.verbatim.contract.ReadUsage;
import dev.verbatim.contract.RecordContext;
import dev.verbatim.contract.Regenerate;
import dev.verbatim.contract.RemoveMember;
import dev.verbatim.contract.RemoveMessage;
import dev.verbatim.contract.RemoveRoom;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.RequestStop;
import dev.verbatim.contract.RoomDetails;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.RoomOptions;
import dev.verbatim.contract.SetMember;
import dev.verbatim.contract.ToolCall;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageBy;
import dev.verbatim.contract.Visibility;
import dev.verbatim.testing.AgedRooms;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A connection keeps its plans while the database grows under it: what each ask reads, in rows, must not grow. Counted by Postgres itself,
 * not timed. {@code -Daged.questions} (10,000) and {@code -Daged.rooms} (2,000) make it larger.
 */
class PathsIT {
    private static final int QUESTIONS = Integer.getInteger("aged.questions", 10_000);
    private static final int ROOMS = Integer.getInteger("aged.rooms", 2_000);
    /** How often every ask is made before, to make the plans. */
    private static final int KNOWN = 8;

    /** As much as one round puts into the lobby: four questions, and two answers that are asked for anew. */
    private static final int QUESTIONS_EACH = 6;
    /** What a page of 50 messages brings: each twice, the replies and attempts of half, and the members. */
    private static final long MOST_ROWS = 300;

    private static final String REPORT = "select pg_stat_force_next_flush()";
    private static final String ROWS_READ =
            "select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint from pg_stat_user_tables";
    private static final Budgets WITHIN_BUDGETS = new Budgets(new LimitSettings(0, 1_000_000_000, 1_000_000_000, 1));
    private static final Author OPERATOR = new Author("op", "Op", true);
    private static final RoomKey PARK = new RoomKey("main", "park");

    private final Vertx vertx = Vertx.vertx();
    private final Tenure tenure = new Tenure(4000, 2000, 2);
    private String url;
    private PgConnection beside;
    private PgConnection connection;
    private AcceptStore accepts;
    private AcceptStore limited;
    private ClaimStore claims;
    private BeginStore begins;
    private EndStore ends;
    private HeartbeatStore beats;
    private Facts facts;

    @BeforeEach
    void connect() {
        url = TestPostgres.freshDatabase();
        beside = StorageRoom.get(PgConnection.connect(vertx, PgConnectOptions.fromUri(url)));
        facts = new Facts(MessageBus.over(vertx));
        accepts = new AcceptStore(facts, 50, Budgets.NONE, tenure);
        limited = new AcceptStore(facts, 50, WITHIN_BUDGETS, tenure);
        claims = new ClaimStore(facts, tenure);
        begins = new BeginStore(facts);
        ends = new EndStore(facts);
        beats = new HeartbeatStore(tenure, new Burial(ends, tenure, UUID::randomUUID));
    }

    @AfterEach
    void close() {
        StorageRoom.get(vertx.close());
    }

    @ParameterizedTest
    @EnumSource
    void noAskReadsMoreWhenTheDatabaseHasGrown(Growth growth) {
        for (String table : List.of(
                "rooms",
                "members",
                "messages",
                "replies",
                "attempts",
                "reply_chunks",
                "attempt_contexts",
                "room_events",
                "read_marks",
                "token_budgets",
                "edits")) {
            run("alter table " + table + " set (autovacuum_enabled = false)");
        }
        run(growth.beginning());
        run("select verbatim_create_room('main', 'lobby', null, null)");
        run("select verbatim_create_room('main', 'park', null, null)");
        connection = StorageRoom.get(PgConnection.connect(vertx, ConnectOptions.of(url, 60_000)));
        for (int i = 0; i < KNOWN; i++) {
            rowsReadByEachAsk();
        }

        run(AgedRooms.script(KNOWN * QUESTIONS_EACH, QUESTIONS, ROOMS));
        Map<String, Long> grown = rowsReadByEachAsk();

        assertThat(grown)
                .as("rows read")
                .allSatisfy((ask, rows) -> assertThat(rows).as(ask).isBetween(1L, MOST_ROWS));
    }

    @Test
    void theLongestStatementIsPlannedOnceForAConnection() {
        run("select verbatim_create_room('main', 'lobby', null, null)");
        connection = StorageRoom.get(PgConnection.connect(vertx, ConnectOptions.of(url, 60_000)));
        for (int i = 0; i < 3; i++) {
            offered(new LinkedHashMap<>(), "accept and claim within budgets", limited);
        }

        RowSet<Row> plans = StorageRoom.get(connection
                .query(
                        "select generic_plans, custom_plans from pg_prepared_statements"
                                + " where statement like '%verbatim_admit%verbatim_claim%' and statement not like '%pg_prepared%'")
                .execute());

        assertThat(plans).hasSize(1);
        Row plan = plans.iterator().next();
        assertThat(plan.getLong("generic_plans")).isEqualTo(3);
        assertThat(plan.getLong("custom_plans")).isZero();
    }

    /** Every kind of ask once, in the lobby. */
    private Map<String, Long> rowsReadByEachAsk() {
        Map<String, Long> rows = new LinkedHashMap<>();
        Accepted accepted = counted(rows, "accept", () -> accepts.run(connection, List.of(proposal())))
                .get(0)
                .answer()
                .result()
                .accepted();
        UUID replyId = Objects.requireNonNull(accepted.reply()).replyId();
        ClaimReply ask = Asks.claim(replyId);
        ReplyClaim claim = counted(rows, "claim", () -> claims.run(connection, List.of(ask)))
                .get(0)
                .answer()
                .result();
        RecordContext shown = Asks.shown(replyId, claim);
        counted(rows, "record what is shown", () -> new ContextStore().run(connection, List.of(shown)));
        HeldReply held =
                new HeldReply(LOBBY, replyId, claim.epoch(), claim.attempt(), List.of(Asks.chunk(0, "so far")));
        counted(rows, "beat", () -> beats.beat(connection, new Heartbeat(OWNER, List.of(held), 10, true), true));
        AttemptSoFar soFar = new AttemptSoFar(Usage.estimated(5, 1), List.of(new ToolCall("c", "clock", "{}")));
        HeldReply grown = Asks.held(replyId, claim, soFar);
        counted(rows, "beat with news", () -> beats.beat(connection, Asks.beat(OWNER, grown), true));
        counted(rows, "stop", () -> new StopStore().stop(connection, new RequestStop(LOBBY, replyId, ANNA)));
        BeginAttempt next = Asks.begin(replyId, claim);
        counted(rows, "begin", () -> begins.run(connection, List.of(next)));
        counted(rows, "begin again", () -> begins.run(connection, List.of(next)));
        Ending ending = Ending.of(Asks.interrupted(replyId, claim, "half of it", 2));
        counted(rows, "end", () -> ends.run(connection, List.of(ending)));
        counted(rows, "end again", () -> ends.run(connection, List.of(ending)));
        reads(rows, accepted);
        withinBudgets(rows);
        offered(rows, "accept and claim", accepts);
        offered(rows, "accept and claim within budgets", limited);
        setups(rows);
        return rows;
    }

    private void offered(Map<String, Long> rows, String name, AcceptStore store) {
        AcceptMessage question = Asks.question("a question").with(Asks.offer(null));
        Proposal proposal = Proposal.of(question, UUID.randomUUID(), UUID.randomUUID());
        Acceptance acceptance = counted(rows, name, () -> store.run(connection, List.of(proposal)))
                .get(0)
                .answer()
                .result();
        GrantedClaim granted = Objects.requireNonNull(
                Objects.requireNonNull(acceptance.handover()).granted());
        UUID replyId = Objects.requireNonNull(acceptance.accepted().reply()).replyId();
        Ending ending = Ending.of(Asks.complete(replyId, granted.claim(), "an answer"));
        StorageRoom.get(ends.run(connection, List.of(ending)));
    }

    private void withinBudgets(Map<String, Long> rows) {
        Accepted accepted = counted(rows, "accept within budgets", () -> limited.run(connection, List.of(proposal())))
                .get(0)
                .answer()
                .result()
                .accepted();
        UUID replyId = Objects.requireNonNull(accepted.reply()).replyId();
        ReplyClaim claim = StorageRoom.get(claims.run(connection, List.of(Asks.claim(replyId))))
                .get(0)
                .answer()
                .result();
        Ending ending = Ending.of(Asks.complete(replyId, claim, "an answer"));
        counted(rows, "end and settle", () -> ends.run(connection, List.of(ending)));
        saidAnew(rows, accepted);
    }

    private void saidAnew(Map<String, Long> rows, Accepted asked) {
        RevisionStore revisions = new RevisionStore(facts, WITHIN_BUDGETS);
        String fresh = UUID.randomUUID().toString();
        EditMessage edit = new EditMessage(LOBBY, ANNA, asked.messageId(), "better", fresh, true);
        Accepted edited =
                counted(rows, "edit", () -> revisions.edit(connection, edit, UUID.randomUUID(), UUID.randomUUID()));
        UUID first = answered(edited);
        Regenerate wish = new Regenerate(LOBBY, ANNA, first, fresh, null);
        UUID second = UUID.randomUUID();
        answered(counted(rows, "regenerate", () -> revisions.regenerate(connection, wish, second)));
        counted(rows, "regenerate again", () -> revisions.regenerate(connection, wish, UUID.randomUUID()));
    }

    private UUID answered(Accepted asked) {
        UUID replyId = Objects.requireNonNull(asked.reply()).replyId();
        ReplyClaim claim = StorageRoom.get(claims.run(connection, List.of(Asks.claim(replyId))))
                .get(0)
                .answer()
                .result();
        StorageRoom.get(ends.run(connection, List.of(Ending.of(Asks.complete(replyId, claim, "an answer")))));
        return replyId;
    }

    private void reads(Map<String, Long> rows, Accepted accepted) {
        JoinStore joins = new JoinStore();
        ChangeStore changes = new ChangeStore();
        long seq = accepted.seq();
        long rev = accepted.rev();
        counted(rows, "join", () -> joins.join(connection, new JoinRoom(LOBBY, ANNA, null, null, false)));
        counted(rows, "join by seq", () -> joins.join(connection, new JoinRoom(LOBBY, ANNA, seq, null, false)));
        counted(rows, "join by rev", () -> joins.join(connection, new JoinRoom(LOBBY, ANNA, null, rev - 1, false)));
        counted(rows, "history", () -> new HistoryStore().read(connection, new ReadHistory(LOBBY, ANNA, seq, 50)));
        counted(rows, "changes", () -> changes.changes(connection, new ReadChanges(LOBBY, rev - 1)));
        counted(rows, "revs", () -> changes.revs(connection, new ReadRevs(List.of(LOBBY))));
        MarkRead mark = new MarkRead(List.of(new ReadMark(LOBBY, "anna", seq), new ReadMark(PARK, "ben", 1)));
        counted(rows, "mark read", () -> new ReadMarkStore(facts).mark(connection, mark));
        UUID replyId = Objects.requireNonNull(accepted.reply()).replyId();
        counted(rows, "context", () -> new ContextReads().read(connection, new ReadContext(LOBBY, ANNA, replyId)));
        counted(rows, "own usage", () -> new UsageStore().read(connection, usage("anna", accepted.ts())));
        counted(rows, "tenant's usage", () -> new UsageStore().read(connection, usage(null, accepted.ts())));
    }

    private static ReadUsage usage(@Nullable String userId, Instant from) {
        return new ReadUsage("main", userId, from, from.plusSeconds(3_600), UsageBy.ROOM, null, 100);
    }

    private void setups(Map<String, Long> rows) {
        RoomStore rooms = new RoomStore(facts, 200);
        MemberStore members = new MemberStore(facts);
        String fresh = UUID.randomUUID().toString();
        RoomKey made = new RoomKey("main", fresh);
        RoomDetails details = new RoomDetails(fresh, Visibility.PUBLIC, RoomOptions.DEFAULT);
        JoinRoom join = new JoinRoom(new RoomKey("main", UUID.randomUUID().toString()), ANNA, null, null, true);
        counted(rows, "room on join", () -> new RoomsOnJoin(200).run(connection, List.of(join)));
        counted(rows, "room on join again", () -> new RoomsOnJoin(200).run(connection, List.of(join)));
        counted(rows, "create", () -> rooms.create(connection, new CreateRoom(made, ANNA, details)));
        counted(rows, "remove", () -> rooms.remove(connection, new RemoveRoom(made, ANNA)));
        ChangeRoom change = new ChangeRoom(PARK, OPERATOR, details, List.of("name"));
        counted(rows, "change", () -> rooms.change(connection, change));
        counted(rows, "room", () -> rooms.read(connection, new ReadRoom(PARK, ANNA)));
        ReadRooms page = new ReadRooms("main", ANNA, "", 50, List.of());
        counted(rows, "rooms", () -> new RoomListStore().read(connection, page));
        ReadRooms named = new ReadRooms("main", ANNA, "", 50, List.of("park", "nowhere"));
        counted(rows, "named rooms", () -> new RoomListStore().read(connection, named));
        ReadRooms operators = new ReadRooms("main", OPERATOR, "", 50, List.of("park", "nowhere"));
        counted(rows, "an operator's named rooms", () -> new RoomListStore().read(connection, operators));
        SetMember member = new SetMember(PARK, OPERATOR, fresh, null, MemberRole.MEMBER);
        counted(rows, "set member", () -> members.set(connection, member));
        counted(rows, "members", () -> members.members(connection, new ReadMembers(PARK, ANNA)));
        counted(rows, "readers", () -> members.readers(connection, new ReadReaders(PARK, List.of(fresh, "anna"))));
        UUID said = StorageRoom.get(accepts.run(
                        connection,
                        List.of(Proposal.of(
                                Asks.message(PARK, ANNA, "hello", fresh, false),
                                UUID.randomUUID(),
                                UUID.randomUUID()))))
                .get(0)
                .answer()
                .result()
                .accepted()
                .messageId();
        RemoveMessage removal = new RemoveMessage(PARK, ANNA, said);
        counted(rows, "remove message", () -> new TombstoneStore(facts).remove(connection, removal));
        RemoveMember leave = new RemoveMember(PARK, OPERATOR, fresh);
        counted(rows, "remove member", () -> members.remove(connection, leave));
    }

    private static Proposal proposal() {
        return Proposal.of(Asks.question("a question"), UUID.randomUUID(), UUID.randomUUID());
    }

    private <T> T counted(Map<String, Long> rows, String name, Supplier<Future<T>> ask) {
        long before = rowsRead();
        T answer = StorageRoom.get(ask.get());
        rows.put(name, rowsRead() - before);
        return answer;
    }

    /** By all sessions of this database; ours reports first. */
    private long rowsRead() {
        if (connection != null) {
            StorageRoom.get(connection.query(REPORT).execute());
        }
        return StorageRoom.get(beside.query(ROWS_READ).execute())
                .iterator()
                .next()
                .getLong(0);
    }

    /** What it reads is reported before anything is counted. */
    private void run(String statements) {
        for (String statement : statements.split(";")) {
            if (!statement.isBlank()) {
                StorageRoom.get(beside.query(statement).execute());
            }
        }
        StorageRoom.get(beside.query(REPORT).execute());
    }
}
