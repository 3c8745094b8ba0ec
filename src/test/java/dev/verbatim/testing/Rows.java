package dev.verbatim.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a test's database holds, read and written beside the gateway. Blocks. */
public final class Rows {
    private static final List<String> TABLES =
            List.of("rooms", "members", "messages", "replies", "attempts", "reply_chunks");

    private static final String COUNTS = TABLES.stream()
            .map(table -> "select '" + table + "' as table_name, count(*) as n from " + table)
            .collect(Collectors.joining(" union all "));

    private final String url;

    private Rows(String url) {
        this.url = url;
    }

    /** Those of a database by its URL, as {@link TestPostgres} gives it. */
    public static Rows of(String databaseUrl) {
        return new Rows(databaseUrl);
    }

    /** How many rows each table has, at one moment. */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        all(COUNTS).forEach(row -> counts.put((String) row.get("table_name"), (Long) row.get("n")));
        return counts;
    }

    /** The only row of a query, by column. */
    public Map<String, Object> one(String sql, Object... values) {
        List<Map<String, Object>> rows = all(sql, values);
        if (rows.size() != 1) {
            throw new AssertionError(rows.size() + " rows, not one: " + sql);
        }
        return rows.get(0);
    }

    /** All rows of a query, by column. */
    public List<Map<String, Object>> all(String sql, Object... values) {
        try {
            return SideConnections.with(url, connection -> all(connection, sql, values));
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Changes rows. */
    public void execute(String sql, Object... values) {
        try {
            SideConnections.with(url, connection -> executed(connection, sql, values));
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static List<Map<String, Object>> all(Connection connection, String sql, Object... values)
            throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values);
                ResultSet found = statement.executeQuery()) {
            List<Map<String, Object>> rows = new ArrayList<>();
            while (found.next()) {
                rows.add(row(found));
            }
            return rows;
        }
    }

    private static boolean executed(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values)) {
            return statement.execute();
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    private static Map<String, Object> row(ResultSet found) throws SQLException {
        ResultSetMetaData columns = found.getMetaData();
        Map<String, Object> row = new HashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            row.put(columns.getColumnLabel(i), found.getObject(i));
        }
        return row;
    }
}
