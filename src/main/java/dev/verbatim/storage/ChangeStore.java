package dev.verbatim.storage;

import dev.verbatim.contract.ChatMessage;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.Member;
import dev.verbatim.contract.MemberChanged;
import dev.verbatim.contract.MemberRole;
import dev.verbatim.contract.MessageChanged;
import dev.verbatim.contract.MessagePosted;
import dev.verbatim.contract.OpenReply;
import dev.verbatim.contract.ReadChanges;
import dev.verbatim.contract.ReadRevs;
import dev.verbatim.contract.ReplyEnded;
import dev.verbatim.contract.ReplyStarted;
import dev.verbatim.contract.ReplyState;
import dev.verbatim.contract.Role;
import dev.verbatim.contract.RoomChange;
import dev.verbatim.contract.RoomChanged;
import dev.verbatim.contract.RoomChanges;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.RoomRevs;
import dev.verbatim.contract.SetupFact;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of rooms, rebuilt from what is stored: there is no log of facts. One answer holds at most 200 messages and 4 MB and says how
 * far it goes.
 */
final class ChangeStore {
    private static final int MAX_MESSAGES = 200;
    private static final long MAX_BYTES = 4 << 20;

    private static final String UNTIL = """
            select c.until, r.rev,
                exists (select from messages m where m.tenant || '/' || m.room_id = r.tenant || '/' || r.room_id
                    and m.rev > c.until) as more
            from rooms r
            cross join lateral (
                select verbatim_changed_until(r.tenant, r.room_id, $3, $4, $5) as until offset 0) c
            where r.tenant = $1 and r.room_id = $2 and r.removed_at is null""";
    private static final String MESSAGES = """
            select v.*, w.reply_id as awaited, w.seq as awaited_seq, w.state as awaited_state, w.requested_model as awaited_model,
                case when w.state = 'queued' then verbatim_position(w.tenant, w.room_id, w.seq) else 0 end as awaited_position,
                a.reply_id as anew, a.seq as anew_seq, a.reply_to as anew_to, a.requested_model as anew_model,
                n.reply_id as next_reply, n.seq as next_seq, n.reply_to as next_reply_to, n.requested_model as next_model
            from shown_messages v
            left join lateral (
                select * from replies
                where v.role = 'user' and tenant = v.tenant and room_id = v.room_id and seq = v.seq + 1
                  and reply_to = v.message_id
                limit 1) w on true
            left join lateral (select * from replies where reply_id = v.replaced_by limit 1) a on true
            left join lateral (select * from replies where reply_id = v.promoted limit 1) n on true
            where v.tenant || '/' || v.room_id = $1 || '/' || $2 and v.rev > $3 and v.rev <= $4""";
    private static final String STARTS = """
            select p.*, t.start_offset, t.fallback from replies p
            left join lateral (
                select start_offset, fallback from attempts
                where tenant = p.tenant and reply_id = p.reply_id and attempt = p.attempt
                limit 1) t on true
            where p.tenant || '/' || p.room_id = $1 || '/' || $2 and p.state <> 'ended'
              and p.state is not distinct from 'running' and p.started_rev > $3 and p.started_rev <= $4""";
    private static final String SETUPS = """
            select r.*, e.rev as event_rev, e.user_id, e.name as member_name, e.role, e.removed, e.done_by,
                case when e.removed and e.user_id is not null
                    then verbatim_standing(e.tenant, e.room_id, e.user_id, false) is not null else true end as may_read
            from room_events e
            cross join lateral (select * from rooms where tenant = e.tenant and room_id = e.room_id limit 1) r
            where e.tenant = $1 and e.room_id = $2 and e.rev > $3 and e.rev <= $4""";
    private static final String REVS = """
            select coalesce(r.rev, -1) as rev
            from unnest($1::text[], $2::text[]) with ordinality as a(tenant, room_id, ord)
            left join lateral (
                select rev from rooms where tenant = a.tenant and room_id = a.room_id and removed_at is null
                limit 1) r on true
            order by a.ord""";

    Future<RoomChanges> changes(SqlConnection connection, ReadChanges ask) {
        return Snapshots.reading(connection, () -> read(connection, ask));
    }

    Future<RoomRevs> revs(SqlConnection connection, ReadRevs ask) {
        Tuple rooms = new Columns<>(ask.rooms())
                .text(RoomKey::tenant)
                .text(RoomKey::roomId)
                .tuple();
        return connection.preparedQuery(REVS).execute(rooms).map(ChangeStore::revs);
    }

    private static RoomRevs revs(RowSet<Row> rows) {
        List<Long> revs = new ArrayList<>(rows.size());
        rows.forEach(row -> revs.add(row.getLong("rev")));
        return new RoomRevs(List.copyOf(revs));
    }

    private static Future<RoomChanges> read(SqlConnection connection, ReadChanges ask) {
        RoomKey room = ask.room();
        Tuple limits = Tuple.of(room.tenant(), room.roomId(), ask.afterRev(), MAX_MESSAGES, MAX_BYTES);
        return connection
                .preparedQuery(UNTIL)
                .execute(limits)
                .compose(ChangeStore::until)
                .compose(until -> facts(connection, ask, until));
    }

    /** The rev up to which this answer goes: the room's, unless messages were left out. */
    private static Future<Long> until(RowSet<Row> rows) {
        if (rows.size() == 0) {
            return Future.failedFuture(new Failure(FailureCode.NOT_FOUND, "There is no such room."));
        }
        Row row = rows.iterator().next();
        return Future.succeededFuture(row.getLong(row.getBoolean("more") ? "until" : "rev"));
    }

    private static Future<RoomChanges> facts(SqlConnection connection, ReadChanges ask, long until) {
        RoomKey room = ask.room();
        Tuple range = Tuple.of(room.tenant(), room.roomId(), ask.afterRev(), until);
        Future<RowSet<Row>> messages = connection.preparedQuery(MESSAGES).execute(range);
        Future<RowSet<Row>> starts = connection.preparedQuery(STARTS).execute(range);
        Future<RowSet<Row>> setups = connection.preparedQuery(SETUPS).execute(range);
        return Future.all(messages, starts, setups).map(read -> {
            List<RoomChange> changes = new ArrayList<>();
            messages.result().forEach(row -> changes.addAll(ofMessage(room, row, ask.afterRev())));
            starts.result().forEach(row -> changes.add(RoomChange.of(started(room, row))));
            setups.result().forEach(row -> changes.add(RoomChange.of(setup(room, row))));
            return inOrder(until, changes);
        });
    }

    private static RoomChanges inOrder(long until, List<RoomChange> changes) {
        changes.sort(Comparator.comparingLong(change -> change.fact().rev()));
        return new RoomChanges(until, List.copyOf(changes));
    }

    /** The fact that a message has changed; if it came after the rev, before that what it was, for the answer that it awaited. */
    private static List<RoomChange> ofMessage(RoomKey room, Row row, long afterRev) {
        ChatMessage message = Rows.message(row);
        RoomChange changed = RoomChange.of(new MessageChanged(room, message.rev(), message, anew(row)));
        if (message.role() == Role.ASSISTANT) {
            return List.of(message.removedAt() != null ? changed : RoomChange.of(ended(room, message, row)));
        }
        RoomChange posted =
                RoomChange.of(new MessagePosted(room, message.createdRev(), message, awaited(message, row)));
        if (message.rev() == message.createdRev()) {
            return List.of(posted);
        }
        return message.createdRev() > afterRev ? List.of(posted, changed) : List.of(changed);
    }

    /** As it was when the message came: what became of it since follows as facts of their own. */
    private static @Nullable OpenReply awaited(ChatMessage message, Row row) {
        if (row.getUUID("awaited") == null) {
            return null;
        }
        boolean queued = row.getString("awaited_state").equals(ReplyState.QUEUED.wire());
        return new OpenReply(
                row.getUUID("awaited"),
                row.getLong("awaited_seq"),
                message.messageId(),
                queued ? ReplyState.QUEUED : ReplyState.PENDING,
                null,
                0,
                0,
                row.getString("awaited_model"),
                null,
                row.getInteger("awaited_position"));
    }

    /** What was asked for in the place of an answer, as it was then. */
    private static @Nullable OpenReply anew(Row row) {
        return row.getUUID("anew") == null
                ? null
                : new OpenReply(
                        row.getUUID("anew"),
                        row.getLong("anew_seq"),
                        row.getUUID("anew_to"),
                        ReplyState.PENDING,
                        null,
                        0,
                        0,
                        row.getString("anew_model"),
                        null,
                        0);
    }

    private static ReplyEnded ended(RoomKey room, ChatMessage message, Row row) {
        return new ReplyEnded(
                room,
                message.rev(),
                message,
                row.getLong("epoch"),
                row.getInteger("attempt"),
                row.getString("raw_reason"),
                row.getString("stopped_by"),
                Rows.failureCode(row, "error"),
                row.getString("error_message"),
                0,
                Rows.unclaimed(Rows.promoted(room, row)));
    }

    /** With what is said of the room now: what was said before means nothing any more. */
    private static SetupFact setup(RoomKey room, Row row) {
        long rev = row.getLong("event_rev");
        String by = row.getString("done_by");
        String userId = row.getString("user_id");
        if (userId == null) {
            return new RoomChanged(room, rev, RoomStore.details(row), row.getBoolean("removed"), by);
        }
        Member member = new Member(
                userId, row.getString("member_name"), Rows.constant(MemberRole.class, row.getString("role")));
        return new MemberChanged(room, rev, member, row.getBoolean("removed"), row.getBoolean("may_read"), by);
    }

    private static ReplyStarted started(RoomKey room, Row row) {
        return new ReplyStarted(
                room,
                row.getLong("started_rev"),
                row.getUUID("reply_id"),
                row.getLong("seq"),
                row.getUUID("reply_to"),
                row.getString("owner"),
                row.getLong("epoch"),
                row.getInteger("attempt"),
                row.getString("model"),
                row.getString("provider"),
                row.getInteger("start_offset"),
                row.getBoolean("fallback"));
    }
}
