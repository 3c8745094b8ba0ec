package dev.verbatim.storage;

import dev.verbatim.contract.Author;
import dev.verbatim.contract.Member;
import dev.verbatim.contract.MemberChanged;
import dev.verbatim.contract.MemberRole;
import dev.verbatim.contract.ReadMembers;
import dev.verbatim.contract.ReadReaders;
import dev.verbatim.contract.Readers;
import dev.verbatim.contract.RemoveMember;
import dev.verbatim.contract.RoomAction;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.RoomMembers;
import dev.verbatim.contract.SetMember;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Who belongs to a room, and as what. */
final class MemberStore {
    private static final int MOST = 1000;
    private static final String SET = "select * from verbatim_set_member($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    private static final String REMOVE = "select * from verbatim_remove_member($1, $2, $3, $4, $5, $6)";
    private static final String MEMBERS = """
            select m.user_id, m.name, m.role
            from (select verbatim_standing($1, $2, $3, $4) as standing) s
            left join lateral (
                select * from members where tenant = $1 and room_id = $2 and s.standing is not null
                order by user_id limit 1000) m on true
            where s.standing is not null
            order by m.user_id""";
    private static final String READERS = """
            select a.user_id from unnest($3::text[]) with ordinality as a(user_id, ord)
            where verbatim_standing($1, $2, a.user_id, false) is not null
            order by a.ord""";

    private final Facts facts;

    MemberStore(Facts facts) {
        this.facts = facts;
    }

    Future<Member> set(SqlConnection connection, SetMember ask) {
        Tuple parameters = Outcomes.entering(ask.room(), ask.author(), RoomAction.SET_MEMBER)
                .addInteger(MOST)
                .addString(ask.userId())
                .addString(CleanText.cleanOrNull(ask.name()))
                .addString(ask.role().wire());
        return connection
                .preparedQuery(SET)
                .execute(parameters)
                .compose(Outcomes::allowed)
                .map(row -> said(ask.room(), ask.author(), ask.userId(), row, false));
    }

    Future<Member> remove(SqlConnection connection, RemoveMember ask) {
        boolean own = ask.userId().equals(ask.author().userId());
        RoomAction action = own ? RoomAction.LEAVE : RoomAction.REMOVE_MEMBER;
        return connection
                .preparedQuery(REMOVE)
                .execute(Outcomes.entering(ask.room(), ask.author(), action).addString(ask.userId()))
                .compose(Outcomes::allowed)
                .map(row -> said(ask.room(), ask.author(), ask.userId(), row, true));
    }

    Future<RoomMembers> members(SqlConnection connection, ReadMembers ask) {
        return connection
                .preparedQuery(MEMBERS)
                .execute(Outcomes.actor(ask.room(), ask.author()))
                .compose(MemberStore::listed);
    }

    Future<Readers> readers(SqlConnection connection, ReadReaders ask) {
        Tuple parameters =
                Tuple.of(ask.room().tenant(), ask.room().roomId(), ask.userIds().toArray(String[]::new));
        return connection.preparedQuery(READERS).execute(parameters).map(MemberStore::readers);
    }

    private Member said(RoomKey room, Author by, String userId, Row row, boolean removed) {
        Member member =
                new Member(userId, row.getString("name"), Rows.constant(MemberRole.class, row.getString("role")));
        if (row.getBoolean("changed")) {
            facts.setup(new MemberChanged(
                    room, row.getLong("rev"), member, removed, row.getBoolean("may_read"), by.userId()));
        }
        return member;
    }

    private static Future<RoomMembers> listed(RowSet<Row> rows) {
        if (rows.size() == 0) {
            return Outcomes.notFound();
        }
        List<Member> members = new ArrayList<>(rows.size());
        for (Row row : rows) {
            if (row.getString("user_id") != null) {
                members.add(member(row));
            }
        }
        return Future.succeededFuture(new RoomMembers(List.copyOf(members)));
    }

    private static Readers readers(RowSet<Row> rows) {
        List<String> userIds = new ArrayList<>(rows.size());
        rows.forEach(row -> userIds.add(row.getString("user_id")));
        return new Readers(List.copyOf(userIds));
    }

    /** A row of {@code members}. */
    static Member member(Row row) {
        return new Member(
                row.getString("user_id"),
                row.getString("name"),
                Rows.constant(MemberRole.class, row.getString("role")));
    }
}
