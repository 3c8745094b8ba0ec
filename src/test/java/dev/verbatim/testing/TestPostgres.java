package dev.verbatim.testing;

import dev.verbatim.boot.postgres.MigrationResult;
import dev.verbatim.boot.postgres.Migrations;
import dev.verbatim.boot.postgres.PostgresPlace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Real Postgres servers for integration tests; all end with the test JVM. {@link #freshDatabase()} is for most tests;
 * a test that hurts its server takes {@link #own()}.
 */
public final class TestPostgres {
    private TestPostgres() {}

    /** The URL of a new, migrated, empty database on the server that this JVM's tests share. */
    public static String freshDatabase() {
        return Shared.DATABASES.copyOf(Migrated.TEMPLATE);
    }

    /** The URL of a new database without any table, on the same server. */
    public static String emptyDatabase() {
        return Shared.DATABASES.copyOf("template1");
    }

    /** A server for one test, its database migrated; close it. */
    public static OwnPostgres own() {
        return new OwnPostgres(copyOf(MigratedCluster.FOLDER));
    }

    /** A server for one test that admits so many connections and no superuser beyond them, its database migrated; close it. */
    public static OwnPostgres ownWithConnections(int most) {
        return new OwnPostgres(copyOf(MigratedCluster.FOLDER)
                .with("max_connections", Integer.toString(most))
                .with("superuser_reserved_connections", "0"));
    }

    /** A server for one test that speaks TLS with this certificate, its database empty; close it. */
    public static OwnPostgres ownWithTls(Certificate certificate) {
        try {
            Path folder = Files.createTempDirectory("postgres-tls-");
            certificate.writeTo(folder);
            Path key = folder.resolve("key.pem");
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
            return new OwnPostgres(copyOf(EmptyCluster.FOLDER)
                    .with("ssl", "on")
                    .with("ssl_cert_file", folder.resolve("cert.pem").toString())
                    .with("ssl_key_file", key.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server for one test, its database empty; close it. */
    public static OwnPostgres ownEmpty() {
        return new OwnPostgres(copyOf(EmptyCluster.FOLDER));
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

    /** A place whose cluster is that of another, shut down one. */
    private static PostgresPlace copyOf(Path folder) {
        PostgresPlace place = freshPlace();
        try {
            int status = new ProcessBuilder(
                            "cp",
                            "--archive",
                            folder.resolve("postgres").toString(),
                            folder.resolve("postgres.password").toString(),
                            place.dataDirectory().toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("The cluster in " + folder + " could not be copied");
            }
            return place;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A server of which nothing is expected after a crash of the machine; that of a server it survives all the same. */
    private static PostgresPlace unsynced(PostgresPlace place) {
        return place.with("fsync", "off");
    }

    /** Starts a cluster, does something to it and shuts it down, to be copied until this JVM ends. */
    private static Path prepared(PostgresPlace place, Consumer<String> preparation) {
        OwnPostgres server = new OwnPostgres(unsynced(place));
        preparation.accept(server.url());
        server.stop();
        Path folder = place.dataDirectory();
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> OwnPostgres.deleteBeyondTheJvm(folder), "test-postgres-template-end"));
        return folder;
    }

    /** A cluster as its first start leaves it: to make one takes seconds, to copy one does not. */
    private static final class EmptyCluster {
        static final Path FOLDER = prepared(freshPlace(), TestPostgres::easePassword);
    }

    /** The same password, hashed once: tests connect thousands of times, and 4096 rounds each were a tenth of what they cost. */
    private static void easePassword(String url) {
        String[] user = URI.create(url).getUserInfo().split(":", 2);
        execute(url, "set scram_iterations = 1; alter role " + user[0] + " password '" + user[1] + "'");
    }

    /** The same with all migrations. */
    private static final class MigratedCluster {
        static final Path FOLDER = prepared(copyOf(EmptyCluster.FOLDER), TestPostgres::migrate);
    }

    /** The server of this JVM, started by the first test that asks; ended and deleted with the JVM. */
    private static final class Shared {
        static final Databases DATABASES = start();

        private static Databases start() {
            OwnPostgres server = new OwnPostgres(unsynced(copyOf(EmptyCluster.FOLDER))
                    .with("max_connections", "300")
                    // Of hundreds of databases each would get a worker of its own every minute.
                    .with("autovacuum", "off"));
            Runtime.getRuntime().addShutdownHook(new Thread(server::closeWithTheJvm, "test-postgres-end"));
            return new Databases(server.url(), new AtomicInteger());
        }
    }

    /** The database that fresh ones are copied from; nobody connects to it once it is migrated. */
    private static final class Migrated {
        static final String TEMPLATE = prepare();

        private static String prepare() {
            String url = emptyDatabase();
            migrate(url);
            return url.substring(url.lastIndexOf('/') + 1);
        }
    }

    private record Databases(String url, AtomicInteger count) {
        String copyOf(String template) {
            String name = "test_" + count.incrementAndGet();
            execute(url, "create database " + name + " template " + template);
            return url.substring(0, url.lastIndexOf('/') + 1) + name;
        }
    }

    private static void execute(String url, String sql) {
        Rows.of(url).execute(sql);
    }
}
