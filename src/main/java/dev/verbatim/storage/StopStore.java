package dev.verbatim.storage;

import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.ReplyState;
import dev.verbatim.contract.RequestStop;
import dev.verbatim.contract.StopRecorded;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/** Wishes to stop a reply, written before they are answered; the first one is remembered. */
final class StopStore {
    private static final String STOP = "select * from verbatim_stop($1, $2, $3, $4, $5)";

    Future<StopRecorded> stop(SqlConnection connection, RequestStop ask) {
        Tuple parameters = Tuple.of(
                ask.room().tenant(),
                ask.room().roomId(),
                ask.replyId(),
                ask.author().userId(),
                ask.author().operator());
        return connection
                .preparedQuery(STOP)
                .execute(parameters)
                .compose(rows -> answer(rows.iterator().next()));
    }

    private static Future<StopRecorded> answer(Row row) {
        return switch (row.getString("outcome")) {
            case "recorded" ->
                Future.succeededFuture(new StopRecorded(
                        Rows.constant(ReplyState.class, row.getString("state")), row.getString("owner")));
            case "forbidden" ->
                Future.failedFuture(new Failure(FailureCode.FORBIDDEN, "Viewers of this room do not stop answers."));
            default -> Future.failedFuture(new Failure(FailureCode.NOT_FOUND, "There is no such answer."));
        };
    }
}
