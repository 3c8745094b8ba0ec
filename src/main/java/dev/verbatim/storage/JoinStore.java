package dev.verbatim.storage;

import dev.verbatim.contract.ChatMessage;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.JoinRoom;
import dev.verbatim.contract.MemberRole;
import dev.verbatim.contract.OpenReply;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.RoomSnapshot;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A room as it stands, for somebody who wants to follow it: all of it at one revision. */
final class JoinStore {
    private static final int MAX_MISSED = 500;
    private static final int PAGE = 50;
    private static final long MAX_BYTES = 1 << 20;

    private static final String ROOM = """
            select r.*, m.role, k.seq as read_seq, x.recovered, x.seqs, p.first_seq,
                case when x.recovered then x.more else p.more end as more
            from rooms r
            left join members m on m.tenant = r.tenant and m.room_id = r.room_id and m.user_id = $3
            left join lateral (
                select seq from read_marks where tenant = r.tenant and room_id = r.room_id and user_id = $3 limit 1) k on true
            cross join lateral verbatim_missed(r.tenant, r.room_id, $4, $5, $6, $8) x
            left join lateral verbatim_page(r.tenant, r.room_id, r.seq + 1, $7, $8) p on not x.recovered
            where r.tenant = $1 and r.room_id = $2 and r.removed_at is null
              and (r.visibility = 'public' or m.user_id is not null or $9)""";
    private static final String MISSED =
            "select v.* from unnest($3::bigint[]) as s(seq) cross join lateral (select * from shown_messages"
                    + " where tenant = $1 and room_id = $2 and seq = s.seq limit 1) v order by s.seq";
    private static final String NEWEST =
            "select * from shown_messages where tenant = $1 and room_id = $2 and seq >= $3 order by seq";
    private static final String MEMBERS = """
            select user_id, name, role from members where tenant = $1 and room_id = $2
            order by user_id limit 1000""";
    private static final String REPLIES = """
            select p.reply_id, p.seq, p.reply_to, p.state, p.owner, p.epoch, p.attempt, coalesce(p.model, p.requested_model) as model,
                p.provider,
                case when p.state = 'queued' then (row_number() over (order by p.seq))::integer - 1 else 0 end as position,
                s.provider as superseded_provider, s.model as superseding_model, s.start_offset as superseded_kept
            from replies p
            left join lateral (
                select n.model, n.start_offset, b.provider from attempts n
                cross join lateral (
                    select provider from attempts
                    where tenant = n.tenant and reply_id = n.reply_id and attempt = n.attempt - 1
                      and (first_token_ms is not null or output_tokens > 0)
                    limit 1) b
                where p.attempt > 1 and n.tenant = p.tenant and n.reply_id = p.reply_id and n.attempt <= p.attempt
                order by n.attempt desc
                limit 1) s on true
            where p.tenant || '/' || p.room_id = $1 || '/' || $2 and p.state <> 'ended'
            order by p.seq""";

    /** Reads the snapshot; its statements share one of Postgres'. */
    Future<RoomSnapshot> join(SqlConnection connection, JoinRoom ask) {
        return Snapshots.reading(
                connection,
                () -> connection.preparedQuery(ROOM).execute(position(ask)).compose(JoinStore::found),
                room -> content(connection, ask.room(), room));
    }

    private static Tuple position(JoinRoom ask) {
        return Tuple.tuple()
                .addString(ask.room().tenant())
                .addString(ask.room().roomId())
                .addString(ask.author().userId())
                .addLong(ask.since())
                .addLong(ask.rev())
                .addInteger(MAX_MISSED)
                .addInteger(PAGE)
                .addLong(MAX_BYTES)
                .addBoolean(ask.author().operator());
    }

    private static Future<Row> found(RowSet<Row> rows) {
        return rows.size() == 1
                ? Future.succeededFuture(rows.iterator().next())
                : Future.failedFuture(new Failure(FailureCode.NOT_FOUND, "There is no such room."));
    }

    private static Future<RoomSnapshot> content(SqlConnection connection, RoomKey key, Row room) {
        Tuple inRoom = Tuple.of(key.tenant(), key.roomId());
        Future<RowSet<Row>> messages = messages(connection, key, room);
        Future<RowSet<Row>> members = connection.preparedQuery(MEMBERS).execute(inRoom);
        Future<RowSet<Row>> replies = connection.preparedQuery(REPLIES).execute(inRoom);
        return Future.all(messages, members, replies)
                .map(read -> composed(room, messages.result(), members.result(), replies.result()));
    }

    private static Future<RowSet<Row>> messages(SqlConnection connection, RoomKey key, Row room) {
        if (room.getBoolean("recovered")) {
            Tuple missed = Tuple.of(key.tenant(), key.roomId(), room.getArrayOfLongs("seqs"));
            return connection.preparedQuery(MISSED).execute(missed);
        }
        Tuple newest = Tuple.of(key.tenant(), key.roomId(), room.getLong("first_seq"));
        return connection.preparedQuery(NEWEST).execute(newest);
    }

    private static RoomSnapshot composed(Row room, RowSet<Row> messages, RowSet<Row> members, RowSet<Row> replies) {
        @Nullable String role = room.getString("role");
        List<ChatMessage> shown = list(messages).map(Rows::message).toList();
        List<OpenReply> open = list(replies).map(Rows::openReply).toList();
        return new RoomSnapshot(
                RoomStore.details(room),
                room.getLong("seq"),
                room.getLong("rev"),
                room.getBoolean("recovered"),
                shown,
                room.getBoolean("more"),
                list(members).map(MemberStore::member).toList(),
                open,
                role == null ? null : Rows.constant(MemberRole.class, role),
                room.getLong("read_seq"),
                false);
    }

    private static Stream<Row> list(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }
}
