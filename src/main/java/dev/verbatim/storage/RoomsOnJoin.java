package dev.verbatim.storage;

import dev.verbatim.contract.Author;
import dev.verbatim.contract.JoinRoom;
import dev.verbatim.contract.Member;
import dev.verbatim.contract.MemberRole;
import dev.verbatim.contract.RoomSnapshot;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rooms that are made because somebody joins them, owned by whoever did. Such a room needs no reading: it is what was written. */
final class RoomsOnJoin implements BatchCall<JoinRoom, Optional<RoomSnapshot>> {
    private static final String MAKE = "select x.outcome, (x.room).* from verbatim_rooms_on_join($1, $2, $3, $4, $5) x";

    private final int maxOwned;

    /**
     * None made yet.
     *
     * @param maxOwned rooms that one person may own, 0: any number
     */
    RoomsOnJoin(int maxOwned) {
        this.maxOwned = maxOwned;
    }

    /** The room as it stands for whoever made it just now; nothing where it was there before. */
    @Override
    public Future<List<Settled<Optional<RoomSnapshot>>>> run(SqlConnection connection, List<JoinRoom> batch) {
        Columns<JoinRoom> columns = new Columns<>(batch)
                .text(ask -> ask.room().tenant())
                .text(ask -> ask.room().roomId())
                .text(ask -> ask.author().userId())
                .cleanText(ask -> ask.author().name())
                .integer(ask -> RoomStore.mostOwned(ask.author(), maxOwned));
        return connection.preparedQuery(MAKE).execute(columns.tuple()).map(rows -> settled(batch, rows));
    }

    @Override
    public Object subjectOf(JoinRoom ask) {
        return ask.room();
    }

    private static List<Settled<Optional<RoomSnapshot>>> settled(List<JoinRoom> batch, RowSet<Row> rows) {
        List<Settled<Optional<RoomSnapshot>>> settled = new ArrayList<>(batch.size());
        RowIterator<Row> answers = rows.iterator();
        batch.forEach(ask -> settled.add(settled(ask, answers.next())));
        return settled;
    }

    private static Settled<Optional<RoomSnapshot>> settled(JoinRoom ask, Row row) {
        String outcome = row.getString("outcome");
        return switch (outcome) {
            case "made" -> Settled.of(Optional.of(fresh(ask.author(), row)));
            case "there" -> Settled.of(Optional.empty());
            case "limit_exceeded" -> Settled.refused(Outcomes.tooMany());
            default -> throw new IllegalStateException("verbatim_rooms_on_join said " + outcome);
        };
    }

    private static RoomSnapshot fresh(Author author, Row row) {
        Member owner = new Member(author.userId(), CleanText.clean(author.name()), MemberRole.OWNER);
        return new RoomSnapshot(
                RoomStore.details(row),
                row.getLong("seq"),
                row.getLong("rev"),
                false,
                List.of(),
                false,
                List.of(owner),
                List.of(),
                MemberRole.OWNER,
                null,
                true);
    }
}
