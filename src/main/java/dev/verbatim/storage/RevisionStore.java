package dev.verbatim.storage;

import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.Author;
import dev.verbatim.contract.EditMessage;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.MessageChanged;
import dev.verbatim.contract.Regenerate;
import dev.verbatim.contract.RoomAction;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.WireName;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/**
 * What is said anew: another text for a message, another answer to its question. The ids that it gets are made before, so that a call that
 * is repeated because its acknowledgement was lost is known as the same.
 */
final class RevisionStore {
    private static final String EDIT =
            "select * from verbatim_edit($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    private static final String REGENERATE =
            "select * from verbatim_regenerate($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    private static final String CHANGED = """
            select v.* from unnest($3::bigint[]) as s(seq)
            cross join lateral (
                select * from shown_messages where tenant = $1 and room_id = $2 and seq = s.seq
                limit 1) v
            order by v.rev""";

    private final Facts facts;
    private final Budgets budgets;

    RevisionStore(Facts facts, Budgets budgets) {
        this.facts = facts;
        this.budgets = budgets;
    }

    /**
     * Edits a message.
     *
     * @param ask its text cleaned
     * @param editId of this edit
     * @param replyId of the answer, if one is asked for
     */
    Future<Accepted> edit(SqlConnection connection, EditMessage ask, UUID editId, UUID replyId) {
        Tuple parameters = Outcomes.entering(ask.room(), ask.author(), RoomAction.EDIT_OWN)
                .addUUID(ask.messageId())
                .addString(ask.clientId())
                .addBuffer(Proposal.hashOf(ask.text(), null, ask.reply()))
                .addString(ask.text())
                .addUUID(editId)
                .addUUID(ask.reply() ? replyId : null);
        return connection
                .preparedQuery(EDIT)
                .execute(within(parameters, ask.author()))
                .compose(rows -> done(connection, ask.room(), rows));
    }

    /** Asks for another answer, of this id. */
    Future<Accepted> regenerate(SqlConnection connection, Regenerate ask, UUID replyId) {
        Tuple parameters = Outcomes.actor(ask.room(), ask.author())
                .addArrayOfString(allowed(RoomAction.REGENERATE_OWN))
                .addArrayOfString(allowed(RoomAction.REGENERATE_ANY))
                .addUUID(ask.messageId())
                .addString(ask.clientId())
                .addString(ask.model())
                .addUUID(replyId);
        return connection
                .preparedQuery(REGENERATE)
                .execute(within(parameters, ask.author()))
                .compose(rows -> done(connection, ask.room(), rows));
    }

    private Tuple within(Tuple parameters, Author author) {
        return parameters
                .addString(Budgets.kindOf(author))
                .addLong(budgets.limitOf(author))
                .addLong(budgets.roomLimit())
                .addLong(budgets.heldTokens());
    }

    private static String[] allowed(RoomAction action) {
        return action.allowed().stream().map(WireName::wire).toArray(String[]::new);
    }

    private Future<Accepted> done(SqlConnection connection, RoomKey room, RowSet<Row> rows) {
        Row row = rows.iterator().next();
        String outcome = row.getString("outcome");
        return switch (outcome) {
            case "accepted" -> said(connection, room, row);
            case "duplicate" -> Future.succeededFuture(answer(row, true));
            case "limit_exceeded" -> Future.failedFuture(Budgets.exceeded(row.getLong("reset_ms")));
            case "not_own" -> refused(FailureCode.FORBIDDEN, "This is another's message.");
            case "busy" -> refused(FailureCode.CONFLICT, "An answer is under way: stop it, or wait for its end.");
            case "not_last" ->
                refused(FailureCode.CONFLICT, "Something was said since: only the last answer is replaced.");
            case "replaced" -> refused(FailureCode.CONFLICT, "Another answer was asked for already.");
            case "conflict" -> refused(FailureCode.CONFLICT, "This clientId stands for another edit already.");
            default -> Outcomes.allowed(rows).map(never -> answer(row, true));
        };
    }

    /** Viewers are told of each change; that of an answer which is gone says which one is awaited. */
    private Future<Accepted> said(SqlConnection connection, RoomKey room, Row row) {
        Accepted accepted = answer(row, false);
        return connection
                .preparedQuery(CHANGED)
                .execute(Tuple.of(room.tenant(), room.roomId(), row.getArrayOfLongs("seqs")))
                .onSuccess(changed -> changed.forEach(message -> say(room, message, accepted)))
                .map(accepted);
    }

    private void say(RoomKey room, Row row, Accepted accepted) {
        boolean awaits = row.getUUID("replaced_by") != null;
        facts.changed(
                new MessageChanged(room, row.getLong("rev"), Rows.message(row), awaits ? accepted.reply() : null));
    }

    private static Accepted answer(Row row, boolean duplicate) {
        return new Accepted(
                row.getUUID("message_id"),
                row.getLong("seq"),
                row.getLong("rev"),
                Rows.instant(row, "ts"),
                Rows.awaitedReply(row),
                duplicate);
    }

    private static <T> Future<T> refused(FailureCode code, String why) {
        return Future.failedFuture(new Failure(code, why));
    }
}
