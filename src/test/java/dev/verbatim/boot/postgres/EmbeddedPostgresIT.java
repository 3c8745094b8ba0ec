package dev.verbatim.boot.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.verbatim.boot.config.StartFailure;
import dev.verbatim.testing.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {
    /** Where a first start has been, which takes seconds: what is told of later ones begins with a copy. */
    @TempDir
    static Path startedOnce;

    @TempDir
    Path directory;

    @BeforeAll
    static void startOnce() {
        EmbeddedPostgres.start(PostgresPlace.in(startedOnce).withBinariesIn(TestPostgres.binariesDirectory()))
                .close();
    }

    private PostgresPlace place() {
        return PostgresPlace.in(directory).withBinariesIn(TestPostgres.binariesDirectory());
    }

    /** The same place after a first start. */
    private PostgresPlace placeStartedOnce() {
        Command.Outcome copied = Command.run(List.of(
                "cp",
                "--archive",
                startedOnce.resolve("postgres").toString(),
                startedOnce.resolve("postgres.password").toString(),
                directory.toString()));
        assertThat(copied.succeeded()).as(copied.output()).isTrue();
        return place();
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
        EmbeddedPostgres first = EmbeddedPostgres.start(placeStartedOnce());
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
        Process gateway = ChildGateway.start(placeStartedOnce());
        String url = ChildGateway.awaitUrl(gateway);
        Sql.execute(url, "create table kept (word text)");
        Sql.execute(url, "insert into kept values ('acknowledged')");
        List<ProcessHandle> servers = occupants();
        assertThat(servers).isNotEmpty();

        gateway.destroyForcibly().waitFor();

        try (EmbeddedPostgres next = EmbeddedPostgres.start(place())) {
            assertThat(occupants()).isNotEmpty().doesNotContainAnyElementsOf(servers);
            assertThat(Sql.value(next.url(), "select word from kept")).isEqualTo("acknowledged");
        }
    }

    @Test
    void serverOfAKilledGatewayEndsByItself() throws Exception {
        Process gateway = ChildGateway.start(placeStartedOnce());
        ChildGateway.awaitUrl(gateway);
        assertThat(occupants()).isNotEmpty();

        gateway.destroyForcibly().waitFor();

        await().until(() -> occupants().isEmpty());
    }

    @Test
    void secondGatewayOnTheSameDirectoryIsRefused() throws Exception {
        Process gateway = ChildGateway.start(placeStartedOnce());
        ChildGateway.awaitUrl(gateway);

        assertThatThrownBy(() -> EmbeddedPostgres.start(place()))
                .isInstanceOf(StartFailure.class)
                .hasMessage("the data directory " + directory.toRealPath() + " is in use by another gateway (process "
                        + gateway.pid() + "): stop that one, or set VERBATIM_DATA_DIR to another directory");

        gateway.destroyForcibly().waitFor();
    }

    @Test
    void secondStartInTheSameProcessIsRefusedAndLeavesTheFirstItsLock() throws Exception {
        try (EmbeddedPostgres first = EmbeddedPostgres.start(placeStartedOnce())) {
            assertThatThrownBy(() -> EmbeddedPostgres.start(place())).hasMessageContaining("in use");

            Process other = ChildGateway.start(place());

            assertThat(ChildGateway.complaint(other)).contains("in use by another gateway");
            assertThat(Sql.value(first.url(), "select 'alive'")).isEqualTo("alive");
        }
    }

    @Test
    void pidFileThatNamesAForeignProcessDoesNotStopAStart() throws Exception {
        placeStartedOnce();
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
                .isInstanceOf(StartFailure.class)
                .hasMessage("cannot write to the data directory " + file.resolve("data")
                        + " (Not a directory): make it writable, or set VERBATIM_DATA_DIR to another directory or"
                        + " DATABASE_URL to a Postgres");
    }

    @Test
    void takenPortIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            PostgresPlace there = placeStartedOnce().atPort(taken.getLocalPort());

            assertThatThrownBy(() -> EmbeddedPostgres.start(there))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageStartingWith("port " + taken.getLocalPort() + " of 127.0.0.1 is taken");
        }
    }

    @Test
    void serverIsInASessionOfItsOwnSoThatACtrlCDoesNotReachIt() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(placeStartedOnce())) {
            String status = Files.readString(Path.of("/proc", Long.toString(postgres.processId()), "stat"));

            String[] afterName = status.substring(status.indexOf(") ") + 2).split(" ");

            assertThat(afterName[3]).as("session").isEqualTo(Long.toString(postgres.processId()));
        }
    }

    @Test
    void serverInheritsNoSecretOfTheGateway() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(placeStartedOnce())) {
            String environment = Files.readString(Path.of("/proc", Long.toString(postgres.processId()), "environ"));

            assertThat(environment.split("\0"))
                    .allMatch(entry -> entry.startsWith("PATH=") || entry.startsWith("LC_ALL="));
        }
    }

    @Test
    void serverThatNobodyOwnsIsAskedToLeave() throws Exception {
        List<String> command;
        try (EmbeddedPostgres first = EmbeddedPostgres.start(placeStartedOnce())) {
            command = List.of(commandLine(first.processId()).split("\0", -1));
        }
        long orphan = startOrphan(command);

        try (EmbeddedPostgres next = EmbeddedPostgres.start(place())) {
            assertThat(occupants()).isNotEmpty().extracting(ProcessHandle::pid).doesNotContain(orphan);
            assertThat(Sql.value(next.url(), "select 'alive'")).isEqualTo("alive");
        }
    }

    @Test
    void clusterOfAnotherUserIsRunByThatUser() throws Exception {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        placeStartedOnce();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Command.run(List.of(
                "chown", "-R", "65534:65534", directory.resolve("postgres").toString()));

        try (EmbeddedPostgres next = EmbeddedPostgres.start(place())) {
            assertThat(Sql.value(next.url(), "select 'alive'")).isEqualTo("alive");
            assertThat(ProcessHandle.of(next.processId())
                            .flatMap(process -> process.info().user()))
                    .contains("nobody");
        }
    }

    @Test
    void clusterThatItsUserCannotReachIsNamed() throws Exception {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        placeStartedOnce();
        Command.run(List.of(
                "chown", "-R", "65534:65534", directory.resolve("postgres").toString()));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));

        assertThatThrownBy(() -> EmbeddedPostgres.start(place()))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("run the gateway as another user, or set DATABASE_URL");
    }

    @Test
    void clusterOfAnotherVersionIsRefused() throws IOException {
        placeStartedOnce();
        Files.writeString(directory.resolve("postgres/PG_VERSION"), "15\n");

        assertThatThrownBy(() -> EmbeddedPostgres.start(place()))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("was made by PostgreSQL 15 and this version brings 18");
    }

    @Test
    void lostPasswordIsNamed() throws IOException {
        placeStartedOnce();
        Files.delete(directory.resolve("postgres.password"));

        assertThatThrownBy(() -> EmbeddedPostgres.start(place()))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("postgres.password is missing");
    }

    private List<ProcessHandle> occupants() throws IOException {
        return Occupants.of(directory.toRealPath().resolve("postgres"));
    }

    /** Runs a server as a killed gateway without the kernel's guard would leave it behind; returns when it is up. */
    private long startOrphan(List<String> command) throws IOException {
        List<String> detached = new ArrayList<>(List.of("/bin/sh", "-c", "\"$0\" \"$@\" >/dev/null 2>&1 & echo $!"));
        if (System.getProperty("user.name").equals("root")) {
            detached.addAll(List.of("unshare", "-U"));
        }
        detached.addAll(command.subList(0, command.size() - 1));
        Process shell = Command.builder(detached).start();
        long orphan =
                Long.parseLong(new String(shell.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip());
        Path pidFile = directory.resolve("postgres/postmaster.pid");
        await().ignoreExceptions()
                .until(() -> Files.readAllLines(pidFile).get(7).strip().equals("ready"));
        return orphan;
    }

    private static String commandLine(long processId) throws IOException {
        return Files.readString(Path.of("/proc", Long.toString(processId), "cmdline"));
    }
}
