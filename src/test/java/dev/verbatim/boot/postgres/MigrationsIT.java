package dev.verbatim.boot.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.postgres.MigrationResult.Kind;
import dev.verbatim.testing.OwnPostgres;
import dev.verbatim.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MigrationsIT {
    private static final String OLD = "classpath:migrations/old";
    private static final String NEW = "classpath:migrations/new";

    private final String url = TestPostgres.emptyDatabase();
    private final String address = url.replaceFirst(".*@([^/]+)/.*", "$1");

    @Test
    void migratesAndFindsNothingToDoTheSecondTime() throws SQLException {
        MigrationResult first = Migrations.run(url, NEW);
        MigrationResult second = Migrations.run(url, NEW);

        assertThat(first).isEqualTo(new MigrationResult(Kind.MIGRATED, "the schema is at V002, 2 migrations applied"));
        assertThat(second).isEqualTo(new MigrationResult(Kind.MIGRATED, "the schema is at V002, 0 migrations applied"));
        assertThat(Sql.value(url, "select count(*) from sentence")).isEqualTo("0");
    }

    @Test
    void olderSchemaIsBroughtUpToDate() {
        Migrations.run(url, OLD);

        assertThat(Migrations.run(url, NEW).message()).isEqualTo("the schema is at V002, 1 migrations applied");
    }

    @Test
    void nodesThatStartTogetherMigrateOnce() throws SQLException {
        List<CompletableFuture<MigrationResult>> nodes = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> Migrations.run(url, NEW)))
                .limit(3)
                .toList();

        assertThat(nodes).extracting(node -> node.join().kind()).containsOnly(Kind.MIGRATED);
        assertThat(Sql.value(url, "select count(*) from flyway_schema_history")).isEqualTo("2");
    }

    @Test
    void newerSchemaIsRefused() {
        Migrations.run(url, NEW);

        assertThat(Migrations.run(url, OLD))
                .isEqualTo(
                        MigrationResult.fatal("the database's schema is newer (V002) than this version: start a newer"
                                + " version, or restore an older database"));
    }

    @Test
    void changedMigrationIsRefused() {
        Migrations.run(url, OLD);

        assertThat(Migrations.run(url, "classpath:migrations/broken").message())
                .startsWith("the database's schema is not the one this version's migrations made");
    }

    @Test
    void brokenMigrationLeavesNothingBehind() throws SQLException {
        MigrationResult result = Migrations.run(url, "classpath:migrations/broken");

        assertThat(result.kind()).isEqualTo(Kind.FATAL);
        assertThat(result.message()).contains("type \"nonsense\" does not exist");
        assertThat(Migrations.run(url, OLD).kind()).isEqualTo(Kind.MIGRATED);
    }

    @Test
    void missingMigrationsAreNotSuccess() {
        assertThat(Migrations.run(url, "classpath:migrations/none").kind()).isEqualTo(Kind.FATAL);
    }

    @Test
    void databaseWithForeignTablesIsRefused() throws SQLException {
        Sql.execute(url, "create table theirs (id int)");

        assertThat(Migrations.run(url, NEW))
                .isEqualTo(MigrationResult.fatal(
                        "the database holds tables that are not Verbatim's: give it a database of its own"));
    }

    @Test
    void refusedPasswordIsFatalAndNotRepeated() {
        String wrong = url.replaceFirst(":[0-9a-f]+@", ":s3cret@");

        MigrationResult result = Migrations.run(wrong, NEW);

        assertThat(result)
                .isEqualTo(MigrationResult.fatal("the database at " + address
                        + " refused the password of user verbatim: correct user or password in DATABASE_URL"));
    }

    @Test
    void missingPasswordIsFatal() {
        String without = url.replaceFirst(":[0-9a-f]+@", "@");

        assertThat(Migrations.run(without, NEW).kind()).isEqualTo(Kind.FATAL);
    }

    @Test
    void missingDatabaseIsFatal() {
        String elsewhere = url.replaceFirst("/\\w+$", "/nowhere");

        assertThat(Migrations.run(elsewhere, NEW))
                .isEqualTo(MigrationResult.fatal(
                        "the database at " + address + " has no database nowhere: create it, or correct DATABASE_URL"));
    }

    @Test
    void tlsThatTheServerDoesNotSpeakIsFatal() {
        assertThat(Migrations.run(url + "?sslmode=require", NEW).kind()).isEqualTo(Kind.FATAL);
    }

    @Test
    void refusedConnectionCanHeal() {
        try (OwnPostgres postgres = TestPostgres.ownEmpty()) {
            postgres.kill9();

            MigrationResult down = Migrations.run(postgres.url(), NEW);
            postgres.startAgain();

            assertThat(down.kind()).isEqualTo(Kind.UNREACHABLE);
            assertThat(down.message())
                    .startsWith("the database at 127.0.0.1:" + postgres.port() + " is not reachable (")
                    .doesNotContain("\n");
            assertThat(Migrations.run(postgres.url(), NEW).kind()).isEqualTo(Kind.MIGRATED);
        }
    }

    @Test
    void fullServerCanHeal() throws SQLException {
        Sql.execute(url, "create role guest login password 'guest' connection limit 1");
        Sql.execute(url, "grant all on schema public to guest");
        String guest = url.replaceFirst("//[^@]+@", "//guest:guest@");

        MigrationResult result;
        try (Connection only = Sql.connect(guest)) {
            assertThat(only.isValid(1)).isTrue();
            result = Migrations.run(guest, NEW);
        }

        assertThat(result.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(result.message()).contains("too many connections");
    }

    @Test
    void switchedOffDurabilityIsNamed() throws SQLException {
        try (OwnPostgres postgres = TestPostgres.ownEmpty()) {
            List<String> before = new ArrayList<>(DatabaseChecks.durabilityWarnings(postgres.url()));
            Sql.execute(postgres.url(), "alter system set fsync = off");
            Sql.execute(postgres.url(), "alter database verbatim set synchronous_commit = off");
            postgres.stop();
            postgres.startAgain();

            List<String> after = DatabaseChecks.durabilityWarnings(postgres.url());

            assertThat(before).isEmpty();
            assertThat(after).hasSize(2);
            assertThat(after.get(0)).contains("fsync = off");
            assertThat(after.get(1)).contains("synchronous_commit = off");
        }
    }
}
