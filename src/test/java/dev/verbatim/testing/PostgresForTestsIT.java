package dev.verbatim.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class PostgresForTestsIT {
    @Test
    void emptyDatabasesAreApart() throws SQLException {
        String one = TestPostgres.emptyDatabase();
        String other = TestPostgres.emptyDatabase();
        run(one, "create table word as select 'one' as word");

        assertThat(run(one, "select word from word")).isEqualTo("one");
        assertThatThrownBy(() -> run(other, "select word from word")).hasMessageContaining("does not exist");
    }

    @Test
    void killedServerHasItsDataAndUrlAgain() throws SQLException {
        try (OwnPostgres postgres = TestPostgres.ownEmpty()) {
            String url = postgres.url();
            run(url, "create table word as select 'kept' as word");

            postgres.kill9();
            assertThatThrownBy(() -> run(url, "select 1")).hasMessageContaining("refused");
            postgres.startAgain();

            assertThat(postgres.url()).isEqualTo(url);
            assertThat(run(url, "select word from word")).isEqualTo("kept");
        }
    }

    @Test
    void pausedServerAnswersAgainAfterResume() throws SQLException {
        try (OwnPostgres postgres = TestPostgres.ownEmpty()) {
            postgres.pause();
            assertThatThrownBy(() -> run(postgres.url() + "?loginTimeout=1", "select 1"))
                    .hasMessageContaining("timed out");

            postgres.resume();

            assertThat(run(postgres.url(), "select 'awake'")).isEqualTo("awake");
        }
    }

    private static String run(String url, String sql) throws SQLException {
        URI uri = URI.create(url);
        String[] user = uri.getUserInfo().split(":", 2);
        Properties properties = new Properties();
        properties.setProperty("user", user[0]);
        properties.setProperty("password", user[1]);
        properties.setProperty("loginTimeout", uri.getQuery() == null ? "10" : "1");
        String address = "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath();
        try (Connection connection = DriverManager.getConnection(address, properties);
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet rows = statement.getResultSet()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }
}
