package dev.verbatim.testing;

import dev.verbatim.boot.postgres.MigrationResult;
import dev.verbatim.boot.postgres.Migrations;
import dev.verbatim.boot.postgres.PostgresPlace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Real Postgres servers for integration tests; all end with the test JVM. {@link #freshDatabase()} is for most tests;
 * a test that hurts its server takes {@link #own()}.
 */
public final class TestPostgres {
    private TestPostgres() {}

    /** The URL of a new, migrated, empty database on the server that this JVM's tests share. */
    public static String freshDatabase() {
        return Shared.DATABASES.fresh();
    }

    /** A server for one test, its database migrated; close it. */
    public static OwnPostgres own() {
        OwnPostgres own = ownEmpty();
        migrate(own.url());
        return own;
    }

    /** A server for one test, its database empty; close it. */
    public static OwnPostgres ownEmpty() {
        return new OwnPostgres(freshPlace());
    }

    /** Where the server's programs are unpacked once for all test runs of a checkout. */
    public static Path binariesDirectory() {
        return Path.of("target", "postgres-binaries").toAbsolutePath();
    }

    static void migrate(String url) {
        MigrationResult result = Migrations.run(url);
        if (result.kind() != MigrationResult.Kind.MIGRATED) {
            throw new IllegalStateException(result.message());
        }
    }

    private static PostgresPlace freshPlace() {
        try {
            Path parent =
                    Files.createDirectories(Path.of("target", "postgres-data").toAbsolutePath());
            return PostgresPlace.in(Files.createTempDirectory(parent, "test-")).withBinariesIn(binariesDirectory());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server of this JVM, started by the first test that asks; ended and deleted with the JVM. */
    private static final class Shared {
        static final Databases DATABASES = start();

        private static Databases start() {
            PostgresPlace place = freshPlace().with("max_connections", "300");
            OwnPostgres server = new OwnPostgres(place);
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "test-postgres-end"));
            migrate(server.url());
            return new Databases(server, new AtomicInteger());
        }
    }

    /** Copies of the migrated database, which nobody uses itself. */
    private record Databases(OwnPostgres server, AtomicInteger count) {
        String fresh() {
            String name = "test_" + count.incrementAndGet();
            String url = server.url();
            String stem = url.substring(0, url.lastIndexOf('/') + 1);
            String template = url.substring(stem.length());
            execute(stem + "postgres", "create database " + name + " template " + template);
            return stem + name;
        }
    }

    /** Runs one statement on a connection of its own. */
    private static void execute(String url, String sql) {
        URI uri = URI.create(url);
        String[] user = uri.getUserInfo().split(":", 2);
        String jdbcUrl = "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath();
        try (Connection connection = DriverManager.getConnection(jdbcUrl, user[0], user[1]);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
