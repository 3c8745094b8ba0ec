package dev.verbatim.storage;

import dev.verbatim.contract.Author;
import dev.verbatim.contract.ReadRooms;
import dev.verbatim.contract.Room;
import dev.verbatim.contract.RoomPage;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * The rooms that somebody may see: their own and the public ones, by id. A page looks at no more than a page of each, however many rooms
 * others have.
 */
final class RoomListStore {
    private static final int MAX_LIMIT = 200;

    private static final String SEEN = """
            select r.*, coalesce(m.role, 'stranger') as standing, s.seq as read_seq
            from (
                (select room_id from rooms
                 where tenant || '/' = $1 || '/' and room_id || '' > $3 and visibility = 'public' and removed_at is null
                 order by room_id || '' limit $4)
                union
                (select room_id from members
                 where user_id || '/' || tenant = $2 || '/' || $1 and room_id || '' > $3
                 order by room_id || '' limit $4)) k
            cross join lateral (
                select * from rooms where tenant = $1 and room_id = k.room_id and removed_at is null limit 1) r
            left join lateral (
                select role from members where tenant = $1 and room_id = k.room_id and user_id = $2 limit 1) m on true
            left join lateral (
                select seq from read_marks where tenant = $1 and room_id = k.room_id and user_id = $2 limit 1) s on true
            order by r.room_id
            limit $4""";
    private static final String ALL = """
            select r.*, 'owner' as standing, s.seq as read_seq from rooms r
            left join lateral (
                select seq from read_marks where tenant = r.tenant and room_id = r.room_id and user_id = $4 limit 1) s on true
            where r.tenant = $1 and r.room_id > $2 and r.removed_at is null
            order by r.room_id
            limit $3""";

    /** A token names few rooms; others may be many. */
    private static final String NAMED = """
            select r.*, s.standing, m.seq as read_seq
            from unnest($4::text[]) as k(room_id)
            cross join lateral (
                select * from rooms where tenant = $1 and room_id = k.room_id and removed_at is null limit 1) r
            cross join lateral (select verbatim_standing($1, r.room_id, $2, $5) as standing offset 0) s
            left join lateral (
                select seq from read_marks where tenant = $1 and room_id = r.room_id and user_id = $2 limit 1) m on true
            where r.room_id > $3 and s.standing is not null
            order by r.room_id
            limit $6""";

    Future<RoomPage> read(SqlConnection connection, ReadRooms ask) {
        int limit = Math.max(1, Math.min(MAX_LIMIT, ask.limit()));
        return rows(connection, ask, limit + 1).map(read -> page(read, limit));
    }

    private static Future<RowSet<Row>> rows(SqlConnection connection, ReadRooms ask, int most) {
        Author author = ask.author();
        if (!ask.only().isEmpty()) {
            String[] named = ask.only().toArray(String[]::new);
            return connection
                    .preparedQuery(NAMED)
                    .execute(Tuple.of(ask.tenant(), author.userId(), ask.after(), named, author.operator(), most));
        }
        return author.operator()
                ? connection.preparedQuery(ALL).execute(Tuple.of(ask.tenant(), ask.after(), most, author.userId()))
                : connection.preparedQuery(SEEN).execute(Tuple.of(ask.tenant(), author.userId(), ask.after(), most));
    }

    private static RoomPage page(RowSet<Row> rows, int limit) {
        List<Room> rooms = new ArrayList<>(limit);
        for (Row row : rows) {
            if (rooms.size() < limit) {
                rooms.add(RoomStore.room(row, RoomStore.standing(row)));
            }
        }
        return new RoomPage(List.copyOf(rooms), rows.size() > limit);
    }
}
