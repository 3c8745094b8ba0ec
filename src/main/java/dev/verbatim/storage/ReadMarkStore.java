package dev.verbatim.storage;

import dev.verbatim.contract.MarkRead;
import dev.verbatim.contract.MarksMoved;
import dev.verbatim.contract.ReadMark;
import dev.verbatim.contract.RoomKey;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** How far people have read: many marks in one call, each only forward. */
final class ReadMarkStore {
    /** The days after which the mark of a guest goes, and anybody else's. */
    private static final int GUESTS_DAYS = 40;

    private static final int DAYS = 400;
    private static final int MOST_ROWS = 500;
    private static final long SIZE = 128;
    private static final String MARK = "select * from verbatim_mark_read($1, $2, $3, $4)";
    private static final String FORGET = "select verbatim_forget_marks($1, $2, $3) as found";

    private final Facts facts;

    ReadMarkStore(Facts facts) {
        this.facts = facts;
    }

    static long sizeOf(MarkRead ask) {
        return SIZE * (1 + ask.marks().size());
    }

    Future<MarksMoved> mark(SqlConnection connection, MarkRead ask) {
        List<ReadMark> marks = ask.marks();
        Tuple parameters = Tuple.of(
                words(marks, mark -> mark.room().tenant()),
                words(marks, mark -> mark.room().roomId()),
                words(marks, ReadMark::userId),
                marks.stream().map(ReadMark::seq).toArray(Long[]::new));
        return connection
                .preparedQuery(MARK)
                .execute(parameters)
                .map(ReadMarkStore::moved)
                .onSuccess(this::say);
    }

    private static String[] words(List<ReadMark> marks, Function<ReadMark, String> word) {
        return marks.stream().map(word).toArray(String[]::new);
    }

    private static MarksMoved moved(RowSet<Row> rows) {
        List<ReadMark> moved = new ArrayList<>(rows.size());
        for (Row row : rows) {
            RoomKey room = new RoomKey(row.getString("tenant"), row.getString("room_id"));
            moved.add(new ReadMark(room, row.getString("user_id"), row.getLong("seq")));
        }
        return new MarksMoved(List.copyOf(moved));
    }

    private void say(MarksMoved moved) {
        if (!moved.marks().isEmpty()) {
            facts.moved(moved);
        }
    }

    /** Deletes a piece of those that have not moved for long; whether there was any. */
    static Future<Boolean> forget(SqlConnection connection) {
        return connection
                .preparedQuery(FORGET)
                .execute(Tuple.of(GUESTS_DAYS, DAYS, MOST_ROWS))
                .map(rows -> rows.iterator().next().getBoolean("found"));
    }
}
