package dev.verbatim.testing;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What Postgres really holds, read beside the gateway. Blocks. */
public final class Tables {
    private static final int PORT_LINE = 3;

    private final String url;

    /** The tables of a database by its {@code postgresql://} URL. */
    public Tables(String url) {
        this.url = url;
    }

    /** The URL of the embedded server that runs on a data directory now. */
    public static String urlOfEmbedded(Path dataDirectory) {
        try {
            String password =
                    Files.readString(dataDirectory.resolve("postgres.password")).strip();
            String port = Files.readAllLines(dataDirectory.resolve("postgres").resolve("postmaster.pid"))
                    .get(PORT_LINE)
                    .strip();
            return "postgresql://verbatim:" + password + "@127.0.0.1:" + port + "/verbatim";
        } catch (IOException e) {
            throw new IllegalStateException("No embedded Postgres runs in " + dataDirectory, e);
        }
    }

    /** The rows of a query, each column under its name. */
    public List<JsonObject> rows(String sql, Object... parameters) {
        try {
            return SideConnections.with(url, connection -> rows(connection, sql, parameters));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of the only row, as a number. */
    public long number(String sql, Object... parameters) {
        List<JsonObject> rows = rows("select (" + sql + ") as n", parameters);
        return rows.get(0).getLong("n");
    }

    private static List<JsonObject> rows(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                return read(rows);
            }
        }
    }

    private static List<JsonObject> read(ResultSet rows) throws SQLException {
        List<JsonObject> read = new ArrayList<>();
        ResultSetMetaData columns = rows.getMetaData();
        while (rows.next()) {
            JsonObject row = new JsonObject();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                Object value = rows.getObject(i);
                boolean plain = value == null || value instanceof Number || value instanceof Boolean;
                row.put(columns.getColumnLabel(i), plain ? value : value.toString());
            }
            read.add(row);
        }
        return read;
    }
}
