package dev.verbatim.storage;

import dev.verbatim.contract.ChatMessage;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.HistoryPage;
import dev.verbatim.contract.ReadHistory;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Older messages of a room, page by page; a page holds at most 200 messages and 1 MB, and at least one message. */
final class HistoryStore {
    private static final int MAX_LIMIT = 200;
    private static final long MAX_BYTES = 1 << 20;

    private static final String PAGE = """
            select p.more, v.*
            from rooms r
            left join members m on m.tenant = r.tenant and m.room_id = r.room_id and m.user_id = $3
            cross join lateral verbatim_page(r.tenant, r.room_id, $4, $5, $6) p
            left join lateral (
                select * from shown_messages
                where tenant = r.tenant and room_id = r.room_id and seq >= p.first_seq and seq < $4
                order by seq limit $5) v on true
            where r.tenant = $1 and r.room_id = $2 and r.removed_at is null
              and (r.visibility = 'public' or m.user_id is not null or $7)
            order by v.seq""";

    Future<HistoryPage> read(SqlConnection connection, ReadHistory ask) {
        Tuple parameters = Tuple.of(
                        ask.room().tenant(),
                        ask.room().roomId(),
                        ask.author().userId(),
                        ask.before(),
                        Math.max(1, Math.min(MAX_LIMIT, ask.limit())),
                        MAX_BYTES)
                .addBoolean(ask.author().operator());
        return connection.preparedQuery(PAGE).execute(parameters).compose(HistoryStore::page);
    }

    private static Future<HistoryPage> page(RowSet<Row> rows) {
        boolean more = false;
        List<ChatMessage> messages = new ArrayList<>();
        for (Row row : rows) {
            more = row.getBoolean("more");
            if (row.getLong("seq") != null) {
                messages.add(Rows.message(row));
            }
        }
        return rows.size() == 0
                ? Future.failedFuture(new Failure(FailureCode.NOT_FOUND, "There is no such room."))
                : Future.succeededFuture(new HistoryPage(List.copyOf(messages), more));
    }
}
