package dev.verbatim.boot.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Looks at a database that an operator brought: may it be trusted with what was acknowledged? Blocks for one query. */
public final class DatabaseChecks {
    private static final String QUERY = """
            select name, setting from pg_settings
            where name in ('fsync', 'synchronous_commit', 'full_page_writes') and setting = 'off' order by name""";

    private DatabaseChecks() {}

    /**
     * One warning per setting under which a crash loses acknowledged messages; empty when all is well.
     *
     * @throws SQLException when the database does not answer
     */
    public static List<String> durabilityWarnings(String databaseUrl) throws SQLException {
        List<String> warnings = new ArrayList<>();
        try (Connection connection = DatabaseUrl.parse(databaseUrl).dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet settings = statement.executeQuery(QUERY)) {
            while (settings.next()) {
                warnings.add("the database runs with " + settings.getString("name")
                        + " = off: a crash of its machine can lose messages that were acknowledged; turn it on");
            }
        }
        return warnings;
    }
}
