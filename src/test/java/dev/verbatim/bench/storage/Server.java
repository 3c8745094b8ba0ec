package dev.verbatim.bench.storage;

import dev.verbatim.boot.postgres.EmbeddedPostgres;
import dev.verbatim.boot.postgres.MigrationResult;
import dev.verbatim.boot.postgres.Migrations;
import dev.verbatim.boot.postgres.PostgresPlace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The embedded Postgres as it is delivered, on data that is deleted at the end. Blocks. */
final class Server implements AutoCloseable {
    private final Path data;
    private final EmbeddedPostgres postgres;

    private Server(Path data, EmbeddedPostgres postgres) {
        this.data = data;
        this.postgres = postgres;
    }

    static Server start(Path folder) throws IOException {
        Path data = Files.createTempDirectory(Files.createDirectories(folder), "postgres-");
        Path binaries = Path.of("target", "postgres-binaries").toAbsolutePath();
        return new Server(data, EmbeddedPostgres.start(PostgresPlace.in(data).withBinariesIn(binaries)));
    }

    /** The URL of a new database with the gateway's tables. */
    String database(String name) {
        execute(postgres.url(), "create database " + name);
        String url = postgres.url().substring(0, postgres.url().lastIndexOf('/') + 1) + name;
        MigrationResult migrated = Migrations.run(url);
        if (migrated.kind() != MigrationResult.Kind.MIGRATED) {
            throw new IllegalStateException(migrated.message());
        }
        return url;
    }

    /** Runs statements one by one on a connection of their own. */
    static void execute(String url, String... statements) {
        URI uri = URI.create(url);
        String[] user = uri.getUserInfo().split(":", 2);
        String address = "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath();
        try (Connection connection = DriverManager.getConnection(address, user[0], user[1]);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        postgres.close();
        try (Stream<Path> files = Files.walk(data)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        }
    }
}
