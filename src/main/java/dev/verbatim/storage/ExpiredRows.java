package dev.verbatim.storage;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/** Rows that nobody asks for any more, such as budgets of days long past and marks that have not moved for long: deleted, a bounded piece at a time. Any number of nodes may do so at once. */
final class ExpiredRows {
    private static final int MOST_ROWS = 500;
    private static final String FORGET = "select verbatim_forget($1, $2) as found";

    private final int budgetsDays;

    /**
     * Those that are older than this.
     *
     * @param budgetsDays 0: budgets are kept for ever
     */
    ExpiredRows(int budgetsDays) {
        this.budgetsDays = budgetsDays;
    }

    /** Deletes a piece; whether there was any. */
    Future<Boolean> forget(SqlConnection connection) {
        return connection
                .preparedQuery(FORGET)
                .execute(Tuple.of(budgetsDays, MOST_ROWS))
                .map(rows -> rows.iterator().next().getBoolean("found"))
                .compose(found -> ReadMarkStore.forget(connection).map(more -> found || more));
    }
}
