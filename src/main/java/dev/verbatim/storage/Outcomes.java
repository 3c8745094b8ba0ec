package dev.verbatim.storage;

import dev.verbatim.contract.Author;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.RoomAction;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.WireName;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;

/** What the functions about rooms and members are told of who acts, and what their {@code outcome} means. */
final class Outcomes {
    private Outcomes() {}

    /** Room and actor: the first four parameters. */
    static Tuple actor(RoomKey room, Author author) {
        return Tuple.of(room.tenant(), room.roomId(), author.userId(), author.operator());
    }

    /** Room, actor and who is allowed: the first five parameters. */
    static Tuple entering(RoomKey room, Author author, RoomAction action) {
        String[] allowed = action.allowed().stream().map(WireName::wire).toArray(String[]::new);
        return actor(room, author).addArrayOfString(allowed);
    }

    /** The only row; fails where it says why not. */
    static Future<Row> allowed(RowSet<Row> rows) {
        return allowed(rows, FailureCode.CONFLICT, "A room has an owner: make somebody else one first.");
    }

    /** The same, with what a conflict means. */
    static Future<Row> allowed(RowSet<Row> rows, FailureCode conflict, String why) {
        Row row = rows.iterator().next();
        String outcome = row.getString("outcome");
        return switch (outcome) {
            case "ok" -> Future.succeededFuture(row);
            case "not_found" -> notFound();
            case "forbidden" -> refused(FailureCode.FORBIDDEN, "This takes another role in the room.");
            case "conflict", "last_owner" -> refused(conflict, why);
            case "limit_exceeded" -> Future.failedFuture(tooMany());
            case "no_message" -> refused(FailureCode.NOT_FOUND, "There is no such message.");
            case "no_member" -> refused(FailureCode.NOT_FOUND, "There is no such member.");
            default -> throw new IllegalStateException("A function about rooms said " + outcome);
        };
    }

    /** The only row; a room that is not there, or not to be seen, has none. */
    static Future<Row> found(RowSet<Row> rows) {
        return rows.size() == 0
                ? notFound()
                : Future.succeededFuture(rows.iterator().next());
    }

    static Failure tooMany() {
        return new Failure(FailureCode.LIMIT_EXCEEDED, "There are too many of them already.");
    }

    static <T> Future<T> notFound() {
        return refused(FailureCode.NOT_FOUND, "There is no such room.");
    }

    private static <T> Future<T> refused(FailureCode code, String why) {
        return Future.failedFuture(new Failure(code, why));
    }
}
