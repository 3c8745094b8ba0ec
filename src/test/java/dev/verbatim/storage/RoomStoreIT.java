package dev.verbatim.storage;

import static dev.verbatim.storage.Asks.ANNA;
import static dev.verbatim.storage.Asks.BEN;
import static dev.verbatim.storage.Asks.OWNER;
import static dev.verbatim.storage.Asks.claim;
import static dev.verbatim.storage.Asks.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.Author;
import dev.verbatim.contract.ChangeRoom;
import dev.verbatim.contract.CreateRoom;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.JoinRoom;
import dev.verbatim.contract.Member;
import dev.verbatim.contract.MemberChanged;
import dev.verbatim.contract.MemberRole;
import dev.verbatim.contract.OnCut;
import dev.verbatim.contract.OnEmpty;
import dev.verbatim.contract.PromptStrategy;
import dev.verbatim.contract.ReadChanges;
import dev.verbatim.contract.ReadMembers;
import dev.verbatim.contract.ReadReaders;
import dev.verbatim.contract.ReadRevs;
import dev.verbatim.contract.ReadRoom;
import dev.verbatim.contract.ReadRooms;
import dev.verbatim.contract.RemoveMember;
import dev.verbatim.contract.RemoveRoom;
import dev.verbatim.contract.RemovedRoom;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.RequestTopic;
import dev.verbatim.contract.Room;
import dev.verbatim.contract.RoomChange;
import dev.verbatim.contract.RoomChanged;
import dev.verbatim.contract.RoomChanges;
import dev.verbatim.contract.RoomDetails;
import dev.verbatim.contract.RoomFact;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.RoomOptions;
import dev.verbatim.contract.RoomPage;
import dev.verbatim.contract.RunningReply;
import dev.verbatim.contract.SetMember;
import dev.verbatim.contract.Standing;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.TurnPolicy;
import dev.verbatim.contract.Visibility;
import dev.verbatim.testing.TestPostgres;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rooms and members in a real Postgres: what may be done by whom, one rev and one fact each, and what is rebuilt where one was lost. */
class RoomStoreIT {
    private static final RoomKey CLUB = new RoomKey("main", "club");
    private static final Author SERVICE = new Author("service", "Service", true);
    private static final RoomOptions OPTIONS = new RoomOptions(
            "Be brief.",
            List.of("first", "second"),
            300,
            0.5,
            OnEmpty.CANCEL,
            OnCut.INTERRUPT,
            PromptStrategy.SUMMARY,
            TurnPolicy.QUEUE);
    private static final RoomDetails PRIVATE = new RoomDetails("The club", Visibility.PRIVATE, OPTIONS);
    private static final RoomDetails PUBLIC = new RoomDetails("The park", Visibility.PUBLIC, RoomOptions.DEFAULT);

    private StorageRoom storage;

    @BeforeEach
    void open() {
        storage = StorageSetup.on(TestPostgres.freshDatabase()).instances(2).start();
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void aNewRoomIsItsMakersAndItsFirstRevIsAFact() {
        Room room = create(CLUB, ANNA, PRIVATE);

        assertThat(room.details()).isEqualTo(PRIVATE);
        assertThat(room.rev()).isEqualTo(1);
        assertThat(room.standing()).isEqualTo(Standing.OWNER);
        assertThat(storage.awaitFacts(CLUB, 1)).containsExactly(new RoomChanged(CLUB, 1, PRIVATE, false, "anna"));
        assertThat(membersOf(CLUB, ANNA)).containsExactly(new Member("anna", "Anna", MemberRole.OWNER));
    }

    @Test
    void theSameCreationAgainIsTheSameRoomAndAnotherOneAConflict() {
        Room first = create(CLUB, ANNA, PRIVATE);

        Room again = create(CLUB, ANNA, PRIVATE);

        assertThat(again).isEqualTo(first);
        assertThat(codeOf(Topics.CREATE_ROOM, CLUB, new CreateRoom(CLUB, BEN, PRIVATE)))
                .isEqualTo(FailureCode.CONFLICT);
        assertThat(codeOf(Topics.CREATE_ROOM, CLUB, new CreateRoom(CLUB, ANNA, PUBLIC)))
                .isEqualTo(FailureCode.CONFLICT);
        assertThat(storage.facts(CLUB)).hasSize(1);
    }

    /** One short of as many as one may have, behind very many that are others'. */
    private void ownsAlmostEnough(String userId) {
        storage.sql(
                "insert into rooms (tenant, room_id, name) select 'main', 'a-' || i, 'A' from generate_series(1, 499) i");
        storage.sql("insert into members (tenant, room_id, user_id, name, role)"
                + " select 'main', 'a-' || i, '" + userId + "', 'A', case when i > 300 then 'owner' else 'member' end"
                + " from generate_series(1, 499) i");
    }

    @Test
    void roomsThatOneOwnsAreCountedHoweverManyOneBelongsTo() {
        ownsAlmostEnough("anna");
        create(CLUB, ANNA, PRIVATE);

        assertThat(create(CLUB, ANNA, PRIVATE).key()).isEqualTo(CLUB);
        RoomKey next = new RoomKey("main", "next");
        assertThat(codeOf(Topics.CREATE_ROOM, next, new CreateRoom(next, ANNA, PRIVATE)))
                .isEqualTo(FailureCode.LIMIT_EXCEEDED);
        assertThat(create(next, SERVICE, PRIVATE).key()).isEqualTo(next);
    }

    @Test
    void whoOwnsEnoughMakesNoRoomByJoiningOne() {
        ownsAlmostEnough("anna");
        RoomKey last = new RoomKey("main", "last");
        RoomKey next = new RoomKey("main", "next");

        StorageRoom.get(storage.ask(Topics.JOIN.of(last), new JoinRoom(last, ANNA, null, null, true)));
        StorageRoom.get(storage.ask(Topics.JOIN.of(last), new JoinRoom(last, ANNA, null, null, true)));

        assertThat(codeOf(Topics.JOIN, next, new JoinRoom(next, ANNA, null, null, true)))
                .isEqualTo(FailureCode.LIMIT_EXCEEDED);
        assertThat(storage.count("select count(*) from rooms where room_id = 'next'"))
                .isZero();
    }

    @Test
    void howManyRoomsOneMayOwnIsASettingAndNoneIsNoBound() {
        storage.close();
        storage = StorageSetup.on(TestPostgres.freshDatabase()).maxOwned(0).start();
        ownsAlmostEnough("anna");
        RoomKey beyond = new RoomKey("main", "beyond");
        RoomKey joined = new RoomKey("main", "joined");

        create(CLUB, ANNA, PRIVATE);

        assertThat(create(beyond, ANNA, PRIVATE).key()).isEqualTo(beyond);
        StorageRoom.get(storage.ask(Topics.JOIN.of(joined), new JoinRoom(joined, ANNA, null, null, true)));
        assertThat(storage.count("select count(*) from rooms where room_id = 'joined'"))
                .isOne();
    }

    @Test
    void aRemovedRoomsIdStaysTaken() {
        create(CLUB, ANNA, PRIVATE);
        remove(CLUB, ANNA);

        assertThat(codeOf(Topics.CREATE_ROOM, CLUB, new CreateRoom(CLUB, ANNA, PRIVATE)))
                .isEqualTo(FailureCode.CONFLICT);
    }

    @Test
    void onlyTheNamedFieldsChangeAndWhatIsTheSameTakesNoRev() {
        create(CLUB, ANNA, PRIVATE);
        RoomDetails wished = new RoomDetails("New", Visibility.PUBLIC, RoomOptions.DEFAULT);

        Room renamed = change(ANNA, wished, "name");
        Room same = change(ANNA, wished, "name");
        Room unprompted = change(ANNA, wished, "systemPrompt", "models");

        assertThat(renamed.details()).isEqualTo(new RoomDetails("New", Visibility.PRIVATE, OPTIONS));
        assertThat(same.rev()).isEqualTo(renamed.rev()).isEqualTo(2);
        assertThat(unprompted.details().options().systemPrompt()).isNull();
        assertThat(unprompted.details().options().models()).isEmpty();
        assertThat(unprompted.details().options().temperature()).isEqualTo(0.5);
        assertThat(storage.awaitFacts(CLUB, 3)).extracting(RoomFact::rev).containsExactly(1L, 2L, 3L);
    }

    @Test
    void membersComeChangeAndGoOneRevEach() {
        create(CLUB, ANNA, PRIVATE);

        Member added = set(ANNA, "ben", "Ben", MemberRole.MEMBER);
        Member demoted = set(ANNA, "ben", null, MemberRole.VIEWER);
        set(ANNA, "ben", "Ben", MemberRole.VIEWER);
        storage.ask(Topics.REMOVE_MEMBER.of(CLUB), new RemoveMember(CLUB, ANNA, "ben"));

        assertThat(added).isEqualTo(new Member("ben", "Ben", MemberRole.MEMBER));
        assertThat(demoted).isEqualTo(new Member("ben", "Ben", MemberRole.VIEWER));
        assertThat(storage.awaitFacts(CLUB, 4).subList(1, 4))
                .containsExactly(
                        new MemberChanged(CLUB, 2, added, false, true, "anna"),
                        new MemberChanged(CLUB, 3, demoted, false, true, "anna"),
                        new MemberChanged(CLUB, 4, demoted, true, false, "anna"));
    }

    @Test
    void theLastOwnerCannotGoNorBecomeLess() {
        create(CLUB, ANNA, PRIVATE);

        assertThat(codeOf(Topics.REMOVE_MEMBER, CLUB, new RemoveMember(CLUB, ANNA, "anna")))
                .isEqualTo(FailureCode.CONFLICT);
        assertThat(codeOf(Topics.SET_MEMBER, CLUB, new SetMember(CLUB, ANNA, "anna", null, MemberRole.MEMBER)))
                .isEqualTo(FailureCode.CONFLICT);
        assertThat(codeOf(Topics.REMOVE_MEMBER, CLUB, new RemoveMember(CLUB, SERVICE, "anna")))
                .isEqualTo(FailureCode.CONFLICT);

        set(ANNA, "ben", "Ben", MemberRole.OWNER);
        StorageRoom.get(storage.ask(Topics.REMOVE_MEMBER.of(CLUB), new RemoveMember(CLUB, ANNA, "anna")));

        assertThat(membersOf(CLUB, BEN)).extracting(Member::userId).containsExactly("ben");
    }

    @Test
    void whoIsNoMemberOfAPrivateRoomFindsNothing() {
        create(CLUB, ANNA, PRIVATE);
        RoomKey nowhere = new RoomKey("main", "nowhere");
        RoomKey elsewhere = new RoomKey("other", "club");

        for (RoomKey room : List.of(CLUB, nowhere, elsewhere)) {
            assertThat(codeOf(Topics.ROOM, room, new ReadRoom(room, BEN))).isEqualTo(FailureCode.NOT_FOUND);
            assertThat(codeOf(Topics.MEMBERS, room, new ReadMembers(room, BEN))).isEqualTo(FailureCode.NOT_FOUND);
            assertThat(codeOf(Topics.CHANGE_ROOM, room, new ChangeRoom(room, BEN, PUBLIC, List.of("name"))))
                    .isEqualTo(FailureCode.NOT_FOUND);
            assertThat(codeOf(Topics.REMOVE_ROOM, room, new RemoveRoom(room, BEN)))
                    .isEqualTo(FailureCode.NOT_FOUND);
            assertThat(codeOf(Topics.ACCEPT, room, Asks.message(room, BEN, "hi", "c", true)))
                    .isEqualTo(FailureCode.NOT_FOUND);
        }
    }

    @Test
    void anOperatorIsAnOwnerEverywhereInTheTenantOnly() {
        create(CLUB, ANNA, PRIVATE);

        Room seen = StorageRoom.get(storage.ask(Topics.ROOM.of(CLUB), new ReadRoom(CLUB, SERVICE)));
        Accepted said = storage.accept(Asks.message(CLUB, SERVICE, "hello", "c", false));
        Room renamed = change(SERVICE, PUBLIC, "name");
        RoomKey other = new RoomKey("other", "club");

        assertThat(seen.standing()).isEqualTo(Standing.OWNER);
        assertThat(said.seq()).isEqualTo(1);
        assertThat(renamed.details().name()).isEqualTo("The park");
        assertThat(codeOf(Topics.ROOM, other, new ReadRoom(other, SERVICE))).isEqualTo(FailureCode.NOT_FOUND);
    }

    @Test
    void aRemovedRoomIsATombstoneWhoseRepliesAreStopped() {
        create(CLUB, ANNA, PRIVATE);
        UUID running = replyOf(storage.accept(question(CLUB, "one")));
        UUID queued = replyOf(storage.accept(question(CLUB, "two")));
        ReplyClaim claimed = storage.claim(claim(CLUB, running, OWNER));

        RemovedRoom removed = remove(CLUB, ANNA);

        assertThat(claimed.stoppedBy()).isNull();
        assertThat(removed.running()).containsExactly(new RunningReply(running, OWNER));
        assertThat(storage.value("select stop_requested_by from replies where reply_id = $1", queued))
                .isEqualTo("anna");
        assertThat(codeOf(Topics.ROOM, CLUB, new ReadRoom(CLUB, ANNA))).isEqualTo(FailureCode.NOT_FOUND);
        assertThat(codeOf(Topics.ROOM, CLUB, new ReadRoom(CLUB, SERVICE))).isEqualTo(FailureCode.NOT_FOUND);
        assertThat(StorageRoom.get(storage.ask(Topics.REVS, new ReadRevs(List.of(CLUB))))
                        .revs())
                .containsExactly(-1L);
        assertThat(storage.facts(CLUB, RoomChanged.class))
                .last()
                .isEqualTo(new RoomChanged(CLUB, removed.rev(), PRIVATE, true, "anna", List.of("anna")));
        assertThat(storage.count("select count(*) from rooms where room_id = 'club' and removed_at is not null"))
                .isEqualTo(1);
    }

    @Test
    void lostFactsAreRebuiltWithTheirRevs() {
        create(CLUB, ANNA, PRIVATE);
        set(ANNA, "ben", "Ben", MemberRole.MEMBER);
        storage.accept(Asks.message(CLUB, ANNA, "hi", "c", false));
        change(ANNA, PUBLIC, "name");
        storage.ask(Topics.REMOVE_MEMBER.of(CLUB), new RemoveMember(CLUB, ANNA, "ben"));
        List<RoomFact> said = storage.awaitFacts(CLUB, 5);

        RoomChanges changes = StorageRoom.get(storage.ask(Topics.CHANGES.of(CLUB), new ReadChanges(CLUB, 1)));

        assertThat(changes.rev()).isEqualTo(5);
        assertThat(changes.facts().stream().map(RoomChange::fact)).containsExactlyElementsOf(said.subList(1, 5));
    }

    @Test
    void theListHasOnesOwnRoomsAndThePublicOnesPageByPage() {
        create(new RoomKey("main", "a-own"), BEN, PRIVATE);
        create(new RoomKey("main", "b-others"), ANNA, PRIVATE);
        create(new RoomKey("main", "c-public"), ANNA, PUBLIC);
        create(new RoomKey("other", "d-foreign"), ANNA, PUBLIC);
        create(new RoomKey("main", "e-removed"), BEN, PUBLIC);
        remove(new RoomKey("main", "e-removed"), BEN);

        RoomPage all = list(BEN, "", 10, List.of());
        RoomPage first = list(BEN, "", 2, List.of());
        RoomPage second = list(BEN, "c-public", 2, List.of());

        assertThat(ids(all)).containsExactly("a-own", "c-public", "lobby");
        assertThat(all.rooms()).extracting(Room::standing).startsWith(Standing.OWNER, Standing.STRANGER);
        assertThat(ids(first)).containsExactly("a-own", "c-public");
        assertThat(first.more()).isTrue();
        assertThat(ids(second)).containsExactly("lobby");
        assertThat(second.more()).isFalse();
        List<String> named = List.of("lobby", "c-public", "b-others", "d-foreign", "e-removed");
        assertThat(ids(list(BEN, "", 10, named))).containsExactly("c-public", "lobby");
        assertThat(ids(list(BEN, "c-public", 10, named))).containsExactly("lobby");
        assertThat(ids(list(SERVICE, "", 10, named))).containsExactly("b-others", "c-public", "lobby");
        assertThat(ids(list(SERVICE, "", 10, List.of()))).containsExactly("a-own", "b-others", "c-public", "lobby");
    }

    @Test
    void aMemberWithoutANameIsCalledAsTheyLastCalledThemselves() {
        create(CLUB, ANNA, PRIVATE);
        Accepted asked = storage.accept(Asks.question("why?"));
        UUID reply = Objects.requireNonNull(asked.reply()).replyId();
        storage.end(Asks.complete(reply, storage.claim(claim(reply)), "an answer"));
        storage.sql("update messages set user_id = 'ben', name = 'Benjamin' where role = 'user'");
        storage.sql("update replies set user_id = 'ben'");
        storage.sql(
                "insert into members (tenant, room_id, user_id, name, role) values ('main', 'lobby', 'ben', 'Fool', 'viewer')");

        Member known = set(ANNA, "ben", null, MemberRole.MEMBER);
        Member named = set(ANNA, "ben", "Ben", MemberRole.MEMBER);
        Member unnamed = set(ANNA, "ben", null, MemberRole.VIEWER);

        assertThat(known.name()).isEqualTo("Benjamin");
        assertThat(named.name()).isEqualTo("Ben");
        assertThat(unnamed.name()).isEqualTo("Ben");
    }

    @Test
    void whoSpokeInTheRoomIsKnownAndWhoNeverSpokeGoesByTheirId() {
        create(CLUB, ANNA, PUBLIC);
        storage.accept(Asks.message(CLUB, BEN, "hello", "c-1", false));
        storage.accept(Asks.message(CLUB, new Author("ben", "Benny"), "it is me again", "c-0", false));
        storage.accept(Asks.message(CLUB, new Author("eve", "Eve"), "hello", "c-1", false));
        storage.sql("update messages set name = '' where user_id = 'eve'");

        assertThat(set(ANNA, "ben", null, MemberRole.MEMBER).name()).isEqualTo("Benny");
        assertThat(set(ANNA, "eve", null, MemberRole.MEMBER).name()).isEqualTo("eve");
        assertThat(set(ANNA, "carl", null, MemberRole.MEMBER).name()).isEqualTo("carl");
    }

    @Test
    void readersAreMembersOrEverybody() {
        create(CLUB, ANNA, PRIVATE);
        ReadReaders ask = new ReadReaders(CLUB, List.of("ben", "anna"));

        List<String> before =
                StorageRoom.get(storage.ask(Topics.READERS.of(CLUB), ask)).userIds();
        change(ANNA, PUBLIC, "visibility");
        List<String> after =
                StorageRoom.get(storage.ask(Topics.READERS.of(CLUB), ask)).userIds();

        assertThat(before).containsExactly("anna");
        assertThat(after).containsExactly("ben", "anna");
    }

    private Room create(RoomKey room, Author author, RoomDetails details) {
        return StorageRoom.get(storage.ask(Topics.CREATE_ROOM.of(room), new CreateRoom(room, author, details)));
    }

    private Room change(Author author, RoomDetails details, String... fields) {
        ChangeRoom ask = new ChangeRoom(CLUB, author, details, List.of(fields));
        return StorageRoom.get(storage.ask(Topics.CHANGE_ROOM.of(CLUB), ask));
    }

    private RemovedRoom remove(RoomKey room, Author author) {
        return StorageRoom.get(storage.ask(Topics.REMOVE_ROOM.of(room), new RemoveRoom(room, author)));
    }

    private Member set(Author by, String userId, @Nullable String name, MemberRole role) {
        return StorageRoom.get(storage.ask(Topics.SET_MEMBER.of(CLUB), new SetMember(CLUB, by, userId, name, role)));
    }

    private List<Member> membersOf(RoomKey room, Author by) {
        return StorageRoom.get(storage.ask(Topics.MEMBERS.of(room), new ReadMembers(room, by)))
                .members();
    }

    private RoomPage list(Author author, String after, int limit, List<String> only) {
        return StorageRoom.get(storage.ask(Topics.LIST_ROOMS, new ReadRooms("main", author, after, limit, only)));
    }

    private static List<String> ids(RoomPage page) {
        return page.rooms().stream().map(room -> room.key().roomId()).toList();
    }

    private <Q, A> FailureCode codeOf(RequestTopic<Q, A> topic, RoomKey room, Q ask) {
        return StorageRoom.refusal(storage.ask(topic.of(room), ask)).code();
    }

    private static UUID replyOf(Accepted accepted) {
        return Objects.requireNonNull(accepted.reply()).replyId();
    }
}
