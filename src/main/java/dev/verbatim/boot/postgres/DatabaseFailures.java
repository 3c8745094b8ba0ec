package dev.verbatim.boot.postgres;

import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * The one translator from what a database or its driver says at start to what boot does. SQLSTATEs as in PostgreSQL's
 * appendix A; 08001, 08004 and 08006 are the driver's own.
 */
final class DatabaseFailures {
    private static final Set<String> HEALS = Set.of(
            "57P01",
            "57P02",
            "57P03", // shutting down, crashed, starting up
            "53000",
            "53100",
            "53200",
            "53300", // out of disk, memory, connections
            "55P03",
            "40001",
            "40P01",
            "57014", // waited too long behind somebody
            "25006" // a standby, which may be promoted
            );

    private static final Map<String, String> ADVICE = Map.of(
            "28P01", "refused the password of user %s: correct user or password in DATABASE_URL",
            "28000", "refused user %s: correct DATABASE_URL or the server's pg_hba.conf",
            "3D000", "has no database %s: create it, or correct DATABASE_URL",
            "42501", "does not let user %s make tables: grant create on the schema");

    private DatabaseFailures() {}

    static MigrationResult classify(DatabaseUrl url, SQLException failure) {
        String state = Optional.ofNullable(failure.getSQLState()).orElse("");
        String reason = reason(failure);
        if (HEALS.contains(state)) {
            return MigrationResult.unreachable(
                    "the database at " + url.address() + " is not available (" + reason + ")");
        }
        if (state.startsWith("08") && !state.equals("08004") && !isRefusedByTls(failure)) {
            return MigrationResult.unreachable(
                    "the database at " + url.address() + " is not reachable (" + reason + ")");
        }
        String advice = ADVICE.get(state);
        if (advice != null) {
            String named = state.equals("3D000") ? url.database() : url.user();
            return MigrationResult.fatal("the database at " + url.address() + " " + advice.formatted(named));
        }
        return MigrationResult.fatal("the database at " + url.address() + " refused (" + reason + ")");
    }

    private static boolean isRefusedByTls(SQLException failure) {
        // For a certificate of another host the driver has no exception of its own, only these words.
        return causes(failure).anyMatch(SSLException.class::isInstance)
                || String.valueOf(failure.getMessage()).contains("hostnameverifier");
    }

    /** The server's own sentence if it spoke, without the position and detail that the driver appends. */
    private static String reason(SQLException failure) {
        if (failure instanceof PSQLException answered) {
            ServerErrorMessage said = answered.getServerErrorMessage();
            if (said != null && said.getMessage() != null) {
                return firstLine(said.getMessage());
            }
        }
        return causes(failure)
                .filter(cause -> cause instanceof UnknownHostException)
                .map(cause -> "unknown host")
                .findFirst()
                .orElseGet(() -> firstLine(String.valueOf(failure.getMessage())));
    }

    static String firstLine(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("no reason given");
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }

    /** The innermost answer of the database behind any exception. */
    static Optional<SQLException> sqlCause(Throwable failure) {
        return causes(failure)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .findFirst();
    }
}
