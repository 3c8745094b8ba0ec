package dev.verbatim.storage;

import dev.verbatim.config.RetentionSettings;
import dev.verbatim.contract.EraseUser;
import dev.verbatim.contract.ErasedPiece;
import dev.verbatim.contract.Member;
import dev.verbatim.contract.MemberChanged;
import dev.verbatim.contract.MemberRole;
import dev.verbatim.contract.MessageChanged;
import dev.verbatim.contract.RemoveMessage;
import dev.verbatim.contract.RemovedMessage;
import dev.verbatim.contract.RoomAction;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.WireName;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/** Words that go: of one message, of an account, of an age. What is left says so to viewers, a rev each; each call is bounded in rooms and rows. */
final class TombstoneStore {
    private static final int MOST_ROOMS = 500;
    private static final int MOST_ROWS = 500;
    private static final long REST_MS = 3_600_000;
    private static final String REMOVE = "select * from verbatim_remove_message($1, $2, $3, $4, $5, $6, $7)";
    private static final String ERASE = "select * from verbatim_erase($1, $2, $3, $4, $5, $6)";
    private static final String TRACES = "select verbatim_erase_traces($1, $2, $3, $4) as more";

    /** Greater than every id of a room. */
    private static final String BEHIND_ALL_ROOMS = "~";

    private static final String RETAIN = "select * from verbatim_retain($1, $2, $3, $4, $5, $6)";
    private static final String TOMBSTONES = """
            select v.* from unnest($1::text[], $2::text[], $3::bigint[]) as s(tenant, room_id, seq)
            cross join lateral (
                select * from shown_messages where tenant = s.tenant and room_id = s.room_id and seq = s.seq
                limit 1) v
            where v.removed_at is not null
            order by v.tenant, v.room_id, v.rev""";

    private final Facts facts;

    TombstoneStore(Facts facts) {
        this.facts = facts;
    }

    Future<RemovedMessage> remove(SqlConnection connection, RemoveMessage ask) {
        Tuple parameters = Outcomes.actor(ask.room(), ask.author())
                .addArrayOfString(allowed(RoomAction.REMOVE_OWN))
                .addArrayOfString(allowed(RoomAction.REMOVE_ANY))
                .addUUID(ask.messageId());
        return connection
                .preparedQuery(REMOVE)
                .execute(parameters)
                .compose(Outcomes::allowed)
                .compose(row -> said(connection, ask.room(), row.getArrayOfLongs("seqs")))
                .map(new RemovedMessage(ask.messageId()));
    }

    private static String[] allowed(RoomAction action) {
        return action.allowed().stream().map(WireName::wire).toArray(String[]::new);
    }

    Future<ErasedPiece> erase(SqlConnection connection, EraseUser ask) {
        Tuple parameters = Tuple.of(ask.tenant(), ask.userId(), ask.as(), ask.after(), MOST_ROOMS, MOST_ROWS);
        return connection
                .preparedQuery(ERASE)
                .execute(parameters)
                .map(rows -> rows.iterator().next())
                .compose(row -> erased(connection, ask, row));
    }

    private Future<ErasedPiece> erased(SqlConnection connection, EraseUser ask, Row row) {
        String[] rooms = row.getArrayOfStrings("rooms");
        Long[] seqs = row.getArrayOfLongs("seqs");
        Long[] revs = row.getArrayOfLongs("revs");
        String[] roles = row.getArrayOfStrings("roles");
        int memberships = 0;
        for (int i = 0; i < rooms.length; i++) {
            if (seqs[i] == 0) {
                memberships++;
                Member gone = new Member(ask.userId(), "", Rows.constant(MemberRole.class, roles[i]));
                facts.setup(new MemberChanged(new RoomKey(ask.tenant(), rooms[i]), revs[i], gone, true, false, null));
            }
        }
        int messages = rooms.length - memberships;
        String[] tenants = Collections.nCopies(rooms.length, ask.tenant()).toArray(String[]::new);
        return said(connection, tenants, rooms, seqs)
                .compose(said -> piece(connection, ask, row.getString("next"), messages));
    }

    /** Once no room has anything of them, others' rows have it no longer either. */
    private static Future<ErasedPiece> piece(
            SqlConnection connection, EraseUser ask, @Nullable String next, int messages) {
        if (next != null) {
            return Future.succeededFuture(new ErasedPiece(next, messages));
        }
        return connection
                .preparedQuery(TRACES)
                .execute(Tuple.of(ask.tenant(), ask.userId(), ask.as(), MOST_ROWS))
                .map(rows -> rows.iterator().next().getBoolean("more"))
                .map(more -> new ErasedPiece(more ? BEHIND_ALL_ROOMS : null, messages));
    }

    /** A piece of what is too old by now; whether there was any. */
    Future<Boolean> retain(SqlConnection connection, RetentionSettings settings) {
        Tuple parameters = Tuple.of(
                settings.messagesDays(), settings.eventsDays(), settings.usageDays(), REST_MS, MOST_ROOMS, MOST_ROWS);
        return connection.preparedQuery(RETAIN).execute(parameters).compose(rows -> retained(connection, rows));
    }

    private Future<Boolean> retained(SqlConnection connection, RowSet<Row> rows) {
        if (rows.size() == 0) {
            return Future.succeededFuture(false);
        }
        Row row = rows.iterator().next();
        String[] tenants = row.getArrayOfStrings("tenants");
        return said(connection, tenants, row.getArrayOfStrings("rooms"), row.getArrayOfLongs("seqs"))
                .map(true);
    }

    private Future<?> said(SqlConnection connection, RoomKey room, Long[] seqs) {
        String[] tenants = new String[seqs.length];
        String[] rooms = new String[seqs.length];
        Arrays.fill(tenants, room.tenant());
        Arrays.fill(rooms, room.roomId());
        return said(connection, tenants, rooms, seqs);
    }

    private Future<?> said(SqlConnection connection, String[] tenants, String[] rooms, Long[] seqs) {
        return seqs.length == 0
                ? Future.succeededFuture()
                : connection
                        .preparedQuery(TOMBSTONES)
                        .execute(Tuple.of(tenants, rooms, seqs))
                        .onSuccess(rows -> rows.forEach(this::say));
    }

    private void say(Row row) {
        RoomKey room = new RoomKey(row.getString("tenant"), row.getString("room_id"));
        facts.changed(new MessageChanged(room, row.getLong("rev"), Rows.message(row)));
    }
}
