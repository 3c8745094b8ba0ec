package dev.verbatim.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.Author;
import dev.verbatim.contract.JoinRoom;
import dev.verbatim.contract.MarkRead;
import dev.verbatim.contract.MarksMoved;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.ReadMark;
import dev.verbatim.contract.ReadRoom;
import dev.verbatim.contract.ReadRooms;
import dev.verbatim.contract.RemoveRoom;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.Topics;
import dev.verbatim.testing.TestPostgres;
import io.vertx.pgclient.PgConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How far people have read, as it is kept. */
class ReadMarkStoreIT {
    private static final Author ANNA = new Author("anna", "Anna");
    private static final Author BEN = new Author("ben", "Ben");
    private static final RoomKey LOBBY = new RoomKey("main", "lobby");
    private static final RoomKey NOWHERE = new RoomKey("main", "nowhere");
    private static final RoomKey DEN = new RoomKey("main", "den");

    private StorageRoom storage;

    @BeforeEach
    void start() {
        storage = StorageSetup.on(TestPostgres.freshDatabase()).instances(1).start();
        for (int i = 0; i < 3; i++) {
            storage.accept(Asks.message(LOBBY, ANNA, "words", "c" + i, false));
        }
    }

    @AfterEach
    void stop() {
        storage.close();
    }

    private List<ReadMark> mark(ReadMark... marks) {
        return StorageRoom.get(storage.ask(Topics.MARK_READ, new MarkRead(List.of(marks))))
                .marks();
    }

    private @Nullable Long joined(RoomKey room, Author author) {
        return StorageRoom.get(storage.ask(Topics.JOIN.of(room), new JoinRoom(room, author, null, null, false)))
                .readSeq();
    }

    @Test
    void aMarkGoesForwardAndNeverBeyondTheLastMessage() {
        assertThat(joined(LOBBY, ANNA)).isNull();

        assertThat(mark(new ReadMark(LOBBY, "anna", 2))).containsExactly(new ReadMark(LOBBY, "anna", 2));
        assertThat(mark(new ReadMark(LOBBY, "anna", 1))).isEmpty();
        assertThat(joined(LOBBY, ANNA)).isEqualTo(2);
        assertThat(mark(new ReadMark(LOBBY, "anna", Long.MAX_VALUE))).containsExactly(new ReadMark(LOBBY, "anna", 3));
        assertThat(mark(new ReadMark(LOBBY, "anna", Long.MAX_VALUE))).isEmpty();
        assertThat(joined(LOBBY, ANNA)).isEqualTo(3);
        assertThat(joined(LOBBY, BEN)).isNull();
    }

    @Test
    void roomsThatAreNotThereAndMarksThatAreNoneChangeNothing() {
        RoomKey foreign = new RoomKey("other", "lobby");

        assertThat(mark(
                        new ReadMark(NOWHERE, "anna", 1),
                        new ReadMark(foreign, "anna", 1),
                        new ReadMark(LOBBY, "anna", 0),
                        new ReadMark(LOBBY, "ben", -4),
                        new ReadMark(LOBBY, "cleo", 1),
                        new ReadMark(LOBBY, "cleo", 2)))
                .containsExactly(new ReadMark(LOBBY, "cleo", 2));
        assertThat(storage.count("select count(*) from read_marks")).isEqualTo(1);
    }

    @Test
    void everybodyHearsWhatMoved() {
        List<MarksMoved> heard = Collections.synchronizedList(new ArrayList<>());
        StorageRoom.get(MessageBus.over(storage.vertx())
                .consume(Topics.MARKS, heard::add)
                .ready());

        mark(new ReadMark(LOBBY, "anna", 9));
        mark(new ReadMark(LOBBY, "anna", 9));
        mark(new ReadMark(LOBBY, "ben", 1));

        Awaitility.await().until(() -> heard.size() == 2);
        assertThat(heard)
                .containsExactly(
                        new MarksMoved(List.of(new ReadMark(LOBBY, "anna", 3))),
                        new MarksMoved(List.of(new ReadMark(LOBBY, "ben", 1))));
    }

    @Test
    void aRoomAndAListOfRoomsSayIt() {
        storage.sql("select verbatim_create_room('main', 'den', 'anna', 'Anna')");
        mark(new ReadMark(LOBBY, "anna", 2), new ReadMark(LOBBY, "ben", 1));

        assertThat(StorageRoom.get(storage.ask(Topics.ROOM.of(LOBBY), new ReadRoom(LOBBY, ANNA)))
                        .readSeq())
                .isEqualTo(2);
        for (Author who : List.of(ANNA, new Author("anna", "Anna", true))) {
            assertThat(listed(who, List.of())).containsExactly(null, 2L);
            assertThat(listed(who, List.of("lobby"))).containsExactly(2L);
        }
        assertThat(listed(BEN, List.of())).containsExactly(null, 1L);
    }

    private List<@Nullable Long> listed(Author who, List<String> only) {
        List<@Nullable Long> seqs = new ArrayList<>();
        StorageRoom.get(storage.ask(Topics.LIST_ROOMS, new ReadRooms("main", who, "", 50, only)))
                .rooms()
                .forEach(room -> seqs.add(room.readSeq()));
        return seqs;
    }

    @Test
    void aRemovedRoomTakesItsMarksAlongAndGetsNoMore() {
        storage.sql("select verbatim_create_room('main', 'den', 'anna', 'Anna')");
        storage.accept(Asks.message(DEN, ANNA, "words", "c", false));
        mark(new ReadMark(DEN, "anna", 1), new ReadMark(DEN, "ben", 1), new ReadMark(LOBBY, "ben", 1));

        StorageRoom.get(storage.ask(Topics.REMOVE_ROOM.of(DEN), new RemoveRoom(DEN, ANNA)));

        assertThat(mark(new ReadMark(DEN, "anna", 1))).isEmpty();
        assertThat(storage.count("select count(*) from read_marks where room_id = 'den'"))
                .isZero();
        assertThat(storage.count("select count(*) from read_marks")).isEqualTo(1);
    }

    @Test
    void batchesOfTwoNodesInAnyOrderDoNotLockEachOtherOut() {
        List<ReadMark> there = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            there.add(new ReadMark(LOBBY, "u" + i, 1 + i % 3));
        }
        List<ReadMark> back = new ArrayList<>(there);
        Collections.reverse(back);
        storage.ask(Topics.MARK_READ, new MarkRead(List.copyOf(there)));
        StorageRoom.get(storage.ask(Topics.MARK_READ, new MarkRead(List.copyOf(back))));

        assertThat(storage.count("select count(*) from read_marks")).isEqualTo(300);
    }

    @Test
    void marksThatHaveNotMovedForLongGoAndAGuestsSooner() {
        storage.sql("insert into read_marks select 'main', 'lobby', 'guest-' || i, 1, current_date - 42"
                + " from generate_series(1, 700) i");
        storage.sql(
                "insert into read_marks values ('main', 'lobby', 'anna', 1, current_date - 399),"
                        + " ('main', 'lobby', 'ben', 1, current_date - 402), ('main', 'lobby', 'guest-new', 1, current_date - 38)");

        PgConnection connection = storage.connection();
        int pieces = 0;
        while (StorageRoom.get(ReadMarkStore.forget(connection))) {
            pieces++;
        }
        StorageRoom.get(connection.close());

        assertThat(pieces).isEqualTo(2);
        assertThat(storage.sql("select user_id from read_marks order by 1").stream()
                        .map(row -> row.getString(0)))
                .containsExactly("anna", "guest-new");
    }
}
