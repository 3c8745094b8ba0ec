package dev.verbatim.storage;

import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.DatabaseException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** The one translator from what Postgres and its client say to what storage does and answers. SQLSTATEs: PostgreSQL's appendix A. */
final class SqlStates {
    private static final Set<String> CONTENDED = Set.of(
            "40001", // serialization failure
            "40P01", // deadlock
            "55P03", // lock not available in time
            "57014" // statement timeout
            );
    private static final Set<String> LOST = Set.of(
            "0A000",
            "26000", // prepared against what an upgrade has replaced meanwhile
            "25006", // a standby: the writer is elsewhere now
            "25P03", // idle in transaction
            "57P01",
            "57P02",
            "57P03",
            "57P05", // shutting down, crashed, starting up, idle too long
            "28000",
            "28P01",
            "3D000", // refused at the door; an operator may open it
            "3F000",
            "42P01",
            "42883" // not migrated yet
            );
    private static final long RETRY_AFTER_MS = 1000;

    private SqlStates() {}

    static Trouble troubleOf(Throwable cause) {
        if (cause instanceof PgException answered) {
            return troubleOf(answered.getSqlState());
        }
        boolean connectionIsGone = cause instanceof ClosedConnectionException
                || cause instanceof IOException
                || cause instanceof TimeoutException
                || (cause instanceof VertxException && !(cause instanceof DatabaseException));
        return connectionIsGone ? Trouble.LOST : Trouble.PERMANENT;
    }

    private static Trouble troubleOf(String state) {
        if (CONTENDED.contains(state)) {
            return Trouble.CONTENDED;
        }
        if (state.equals("23505")) {
            return Trouble.DUPLICATE;
        }
        boolean serverCannot = state.startsWith("08") || state.startsWith("53") || LOST.contains(state);
        return serverCannot ? Trouble.LOST : Trouble.PERMANENT;
    }

    /** The failure that the one who asked gets, when nothing more is tried. */
    static Failure failureOf(Throwable cause) {
        if (cause instanceof Failure failure) {
            return failure;
        }
        Trouble trouble = troubleOf(cause);
        if (trouble == Trouble.DUPLICATE) {
            return new Failure(FailureCode.CONFLICT, "Something else has this id.");
        }
        if (trouble != Trouble.PERMANENT) {
            return unavailable();
        }
        return cause instanceof PgException answered ? refused(answered.getSqlState()) : Failure.of(cause);
    }

    private static Failure refused(String state) {
        if (state.startsWith("54") || state.equals("22001")) {
            return new Failure(FailureCode.TOO_LARGE, "A value is too large to be stored.");
        }
        if (state.startsWith("22") || state.startsWith("23")) {
            return new Failure(FailureCode.INVALID_REQUEST, "A value cannot be stored.");
        }
        return new Failure(FailureCode.INTERNAL, "The database refused; the server's log has the details.");
    }

    static Failure unavailable() {
        return new Failure(FailureCode.STORAGE_UNAVAILABLE, "The database is not available.", RETRY_AFTER_MS);
    }

    /** For the log: the SQLSTATE or the kind of the failure, and its first line. */
    static String reason(Throwable cause) {
        String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        if (cause instanceof PgException answered) {
            return answered.getSqlState() + ' ' + answered.getErrorMessage();
        }
        return cause.getClass().getSimpleName() + ' ' + message;
    }
}
