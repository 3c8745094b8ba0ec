package dev.verbatim.storage;

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
            select r.*, coalesce(m.role, 'stranger') as standing
            from (
                (select room_id from rooms
                 where tenant || '/' = $1 || '/' and room_id || '' > $3 and visibility = 'public' and removed_at is null
                   and (cardinality($5::text[]) = 0 or room_id = any ($5))
                 order by room_id || '' limit $4)
                union
                (select room_id from members
                 where user_id || '/' || tenant = $2 || '/' || $1 and room_id || '' > $3
                   and (cardinality($5::text[]) = 0 or room_id = any ($5))
                 order by room_id || '' limit $4)) k
            cross join lateral (
                select * from rooms where tenant = $1 and room_id = k.room_id and removed_at is null limit 1) r
            left join lateral (
                select role from members where tenant = $1 and room_id = k.room_id and user_id = $2 limit 1) m on true
            order by r.room_id
            limit $4""";
    private static final String ALL = """
            select r.*, 'owner' as standing from rooms r
            where r.tenant = $1 and r.room_id > $2 and r.removed_at is null
              and (cardinality($4::text[]) = 0 or r.room_id = any ($4))
            order by r.room_id
            limit $3""";

    Future<RoomPage> read(SqlConnection connection, ReadRooms ask) {
        int limit = Math.max(1, Math.min(MAX_LIMIT, ask.limit()));
        String[] only = ask.only().toArray(String[]::new);
        Future<RowSet<Row>> rows = ask.author().operator()
                ? connection.preparedQuery(ALL).execute(Tuple.of(ask.tenant(), ask.after(), limit + 1, only))
                : connection
                        .preparedQuery(SEEN)
                        .execute(Tuple.of(ask.tenant(), ask.author().userId(), ask.after(), limit + 1, only));
        return rows.map(read -> page(read, limit));
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
