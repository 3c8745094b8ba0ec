package dev.verbatim.storage;

import dev.verbatim.contract.Author;
import dev.verbatim.contract.ChangeRoom;
import dev.verbatim.contract.CreateRoom;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.ReadRoom;
import dev.verbatim.contract.RemoveRoom;
import dev.verbatim.contract.RemovedRoom;
import dev.verbatim.contract.Room;
import dev.verbatim.contract.RoomAction;
import dev.verbatim.contract.RoomChanged;
import dev.verbatim.contract.RoomDetails;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.RoomOptions;
import dev.verbatim.contract.RunningReply;
import dev.verbatim.contract.Standing;
import dev.verbatim.contract.Visibility;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rooms themselves: made, changed, removed and read, one at a time. Who may is decided by the database, under the room's lock. */
final class RoomStore {
    private static final String CREATE =
            "select x.outcome, x.changed, (x.room).* from verbatim_make_room($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
                    + " $13, $14, $15) x";
    private static final String CHANGE =
            "select x.outcome, x.changed, (x.room).*, verbatim_standing($1, $2, $3, $4) as standing"
                    + " from verbatim_change_room($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) x";
    private static final String REMOVE =
            "select x.outcome, (x.room).*, x.running, x.owners, x.members from verbatim_remove_room($1, $2, $3, $4, $5) x";
    private static final String READ = """
            select r.*, s.standing, k.seq as read_seq
            from (select verbatim_standing($1, $2, $3, $4) as standing) s
            join lateral (
                select * from rooms where tenant = $1 and room_id = $2 and removed_at is null limit 1) r on true
            left join lateral (
                select seq from read_marks where tenant = $1 and room_id = $2 and user_id = $3 limit 1) k on true
            where s.standing is not null""";

    /** A column of reads; what changes a room does not look. */
    private static final String READ_SEQ = "read_seq";

    private final Facts facts;
    private final int maxOwned;

    /**
     * The store of an instance.
     *
     * @param maxOwned rooms that one person may own, 0: any number
     */
    RoomStore(Facts facts, int maxOwned) {
        this.facts = facts;
        this.maxOwned = maxOwned;
    }

    Future<Room> create(SqlConnection connection, CreateRoom ask) {
        Tuple parameters = Tuple.of(
                ask.room().tenant(),
                ask.room().roomId(),
                ask.author().userId(),
                CleanText.clean(ask.author().name()),
                mostOwned(ask.author(), maxOwned));
        addDetails(parameters, ask.details());
        return connection
                .preparedQuery(CREATE)
                .execute(parameters)
                .compose(rows -> Outcomes.allowed(rows, FailureCode.CONFLICT, "This room id is taken."))
                .map(row -> saidOf(ask.room(), ask.author().userId(), row, Standing.OWNER));
    }

    /** How many rooms somebody may own; null: any number. */
    static @Nullable Integer mostOwned(Author author, int maxOwned) {
        return author.operator() || maxOwned == 0 ? null : Integer.valueOf(maxOwned);
    }

    Future<Room> change(SqlConnection connection, ChangeRoom ask) {
        Tuple parameters = Outcomes.entering(ask.room(), ask.author(), RoomAction.CHANGE)
                .addArrayOfString(ask.fields().toArray(String[]::new));
        addDetails(parameters, ask.details());
        return connection
                .preparedQuery(CHANGE)
                .execute(parameters)
                .compose(Outcomes::allowed)
                .map(row -> saidOf(ask.room(), ask.author().userId(), row, standing(row)));
    }

    Future<RemovedRoom> remove(SqlConnection connection, RemoveRoom ask) {
        return connection
                .preparedQuery(REMOVE)
                .execute(Outcomes.entering(ask.room(), ask.author(), RoomAction.DELETE))
                .compose(Outcomes::allowed)
                .map(row -> removed(ask, row));
    }

    Future<Room> read(SqlConnection connection, ReadRoom ask) {
        return connection
                .preparedQuery(READ)
                .execute(Outcomes.actor(ask.room(), ask.author()))
                .compose(Outcomes::found)
                .map(row -> room(row, standing(row)));
    }

    private Room saidOf(RoomKey key, String by, Row row, Standing standing) {
        Room room = room(row, standing);
        if (row.getBoolean("changed")) {
            facts.setup(new RoomChanged(key, room.rev(), room.details(), false, by));
        }
        return room;
    }

    private RemovedRoom removed(RemoveRoom ask, Row row) {
        List<String> members = List.of(row.getArrayOfStrings("members"));
        String by = ask.author().userId();
        facts.setup(new RoomChanged(ask.room(), row.getLong("rev"), details(row), true, by, members));
        UUID[] ids = row.getArrayOfUUIDs("running");
        String[] owners = row.getArrayOfStrings("owners");
        List<RunningReply> running = new ArrayList<>(ids.length);
        for (int i = 0; i < ids.length; i++) {
            running.add(new RunningReply(ids[i], owners[i]));
        }
        return new RemovedRoom(row.getLong("rev"), List.copyOf(running));
    }

    private static void addDetails(Tuple parameters, RoomDetails details) {
        RoomOptions options = details.options();
        parameters
                .addString(CleanText.clean(details.name()))
                .addString(details.visibility().wire())
                .addString(CleanText.cleanOrNull(options.systemPrompt()))
                .addArrayOfString(options.models().toArray(String[]::new))
                .addInteger(options.maxOutputTokens())
                .addDouble(options.temperature())
                .addString(options.onEmpty().wire())
                .addString(options.onCut().wire())
                .addString(options.prompt().wire())
                .addString(options.turns().wire());
    }

    /** A row of {@code rooms} with somebody's standing in it. */
    static Room room(Row row, Standing standing) {
        return new Room(
                new RoomKey(row.getString("tenant"), row.getString("room_id")),
                details(row),
                row.getLong("seq"),
                row.getLong("rev"),
                row.getString("created_by"),
                Rows.instant(row, "created_at"),
                standing,
                row.getColumnIndex(READ_SEQ) < 0 ? null : row.getLong(READ_SEQ));
    }

    static Standing standing(Row row) {
        return Rows.constant(Standing.class, row.getString("standing"));
    }

    static RoomDetails details(Row row) {
        return new RoomDetails(
                row.getString("name"), Rows.constant(Visibility.class, row.getString("visibility")), Rows.options(row));
    }
}
