package dev.verbatim.boot.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verbatim.testing.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {
    @TempDir
    Path directory;

    private PostgresPlace place() {
        return PostgresPlace.in(directory).withBinariesIn(TestPostgres.binariesDirectory());
    }

    @Test
    void restartKeepsTheData() throws Exception {
        try (EmbeddedPostgres first = EmbeddedPostgres.start(place())) {
            Sql.execute(first.url(), "create table kept (word text)");
            Sql.execute(first.url(), "insert into kept values ('한국어')");
        }

        try (EmbeddedPostgres second = EmbeddedPostgres.start(place())) {
            assertThat(Sql.value(second.url(), "select word from kept")).isEqualTo("한국어");
        }
    }

    @Test
    void durabilityIsOnAndTheServerIsTheOneItsDirectoryIsNamedAfter() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(place())) {
            for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes", "data_checksums")) {
                assertThat(Sql.value(postgres.url(), "show " + setting))
                        .as(setting)
                        .isEqualTo("on");
            }
            assertThat(Sql.value(postgres.url(), "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(Sql.value(postgres.url(), "show server_version")).isEqualTo(PostgresBinaries.VERSION);
            assertThat(Sql.value(postgres.url(), "show server_encoding")).isEqualTo("UTF8");
        }
    }

    @Test
    void passwordIsAskedForAndStandsInOneFileOfItsOwner() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(place())) {
            String password = Files.readString(directory.resolve("postgres.password"));

            assertThat(postgres.url()).contains(":" + password + "@");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(directory.resolve("postgres.password"))))
                    .isEqualTo("rw-------");
            assertThatThrownBy(() -> Sql.value(postgres.url().replace(password, "wrong"), "select 1"))
                    .hasMessageContaining("password authentication failed");
            assertThat(commandLine(postgres.processId())).doesNotContain(password);
            assertThat(Files.readString(directory.resolve("postgres.log"))).doesNotContain(password);
        }
    }

    @Test
    void startsAgainAfterItsServerWasKilled() throws Exception {
        EmbeddedPostgres first = EmbeddedPostgres.start(place());
        Sql.execute(first.url(), "create table kept (word text)");
        Sql.execute(first.url(), "insert into kept values ('acknowledged')");

        Command.signal("KILL", first.processId());
        assertThat(first.exited().toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isEqualTo(128 + 9);
        first.close();

        try (EmbeddedPostgres second = EmbeddedPostgres.start(place())) {
            assertThat(Sql.value(second.url(), "select word from kept")).isEqualTo("acknowledged");
        }
    }

    @Test
    void serverEndsWithAKilledGatewayAndTheNextStartWorks() throws Exception {
        Process gateway = ChildGateway.start(place());
        String url = ChildGateway.awaitUrl(gateway);
        Sql.execute(url, "create table kept (word text)");
        Sql.execute(url, "insert into kept values ('acknowledged')");
        List<ProcessHandle> servers = Occupants.of(directory.toRealPath().resolve("postgres"));
        assertThat(servers).isNotEmpty();

        gateway.destroyForcibly().waitFor();

        try (EmbeddedPostgres next = EmbeddedPostgres.start(place())) {
            assertThat(servers).noneMatch(ProcessHandle::isAlive);
            assertThat(Sql.value(next.url(), "select word from kept")).isEqualTo("acknowledged");
        }
    }

    @Test
    void serverOfAKilledGatewayEndsByItself() throws Exception {
        Process gateway = ChildGateway.start(place());
        ChildGateway.awaitUrl(gateway);
        List<ProcessHandle> servers = Occupants.of(directory.toRealPath().resolve("postgres"));

        gateway.destroyForcibly().waitFor();

        for (ProcessHandle server : servers) {
            assertThat(server.onExit().get(10, TimeUnit.SECONDS).isAlive()).isFalse();
        }
    }

    @Test
    void secondGatewayOnTheSameDirectoryIsRefused() throws Exception {
        Process gateway = ChildGateway.start(place());
        ChildGateway.awaitUrl(gateway);

        assertThatThrownBy(() -> EmbeddedPostgres.start(place()))
                .isInstanceOf(PostgresStartFailure.class)
                .hasMessage("the data directory " + directory.toRealPath() + " is in use by another gateway (process "
                        + gateway.pid() + "): stop that one, or set VERBATIM_DATA_DIR to another directory");

        gateway.destroyForcibly().waitFor();
    }

    @Test
    void secondStartInTheSameProcessIsRefusedAndLeavesTheFirstItsLock() throws Exception {
        try (EmbeddedPostgres first = EmbeddedPostgres.start(place())) {
            assertThatThrownBy(() -> EmbeddedPostgres.start(place())).hasMessageContaining("in use");

            Process other = ChildGateway.start(place());

            assertThat(ChildGateway.complaint(other)).contains("in use by another gateway");
            assertThat(Sql.value(first.url(), "select 'alive'")).isEqualTo("alive");
        }
    }

    @Test
    void pidFileThatNamesAForeignProcessDoesNotStopAStart() throws Exception {
        EmbeddedPostgres.start(place()).close();
        String foreign = Long.toString(ProcessHandle.current().pid());
        Files.writeString(
                directory.resolve("postgres/postmaster.pid"), foreign + "\n/elsewhere\n1\n5432\n\n\n\nready\n");

        try (EmbeddedPostgres next = EmbeddedPostgres.start(place())) {
            assertThat(Sql.value(next.url(), "select 'alive'")).isEqualTo("alive");
        }
    }

    @Test
    void interruptedFirstStartLeavesNothingThatIsBelieved() throws Exception {
        Path half = Files.createDirectories(directory.resolve("postgres-making-1"));
        Files.writeString(half.resolve("PG_VERSION"), "18\n");

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(place())) {
            assertThat(Sql.value(postgres.url(), "select 'alive'")).isEqualTo("alive");
            assertThat(half).doesNotExist();
        }
    }

    @Test
    void directoryThatCannotBeWrittenIsNamed() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> EmbeddedPostgres.start(file.resolve("data")))
                .isInstanceOf(PostgresStartFailure.class)
                .hasMessage("cannot write to the data directory " + file.resolve("data")
                        + " (Not a directory): make it writable, or set VERBATIM_DATA_DIR to another directory or"
                        + " DATABASE_URL to a Postgres");
    }

    @Test
    void takenPortIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            PostgresPlace there = place().atPort(taken.getLocalPort());

            assertThatThrownBy(() -> EmbeddedPostgres.start(there))
                    .isInstanceOf(PostgresStartFailure.class)
                    .hasMessageStartingWith("port " + taken.getLocalPort() + " of 127.0.0.1 is taken");
        }
    }

    @Test
    void clusterOfAnotherVersionIsRefused() throws IOException {
        EmbeddedPostgres.start(place()).close();
        Files.writeString(directory.resolve("postgres/PG_VERSION"), "15\n");

        assertThatThrownBy(() -> EmbeddedPostgres.start(place()))
                .isInstanceOf(PostgresStartFailure.class)
                .hasMessageContaining("was made by PostgreSQL 15 and this version brings 18");
    }

    private static String commandLine(long processId) throws IOException {
        return Files.readString(Path.of("/proc", Long.toString(processId), "cmdline"));
    }
}
