package dev.verbatim.boot.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.verbatim.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresSupervisorIT {

    @TempDir
    Path directory;

    @Test
    void killedServerComesBackUnderTheSameUrlWithItsData() throws Exception {
        PostgresPlace place = PostgresPlace.in(directory).withBinariesIn(TestPostgres.binariesDirectory());
        try (PostgresSupervisor supervisor = PostgresSupervisor.start(place)) {
            Sql.execute(supervisor.url(), "create table kept (word text)");
            Sql.execute(supervisor.url(), "insert into kept values ('acknowledged')");
            for (int kill = 1; kill <= 2; kill++) {
                long killed = serverProcess();

                Command.signal("KILL", killed);

                await().until(() -> serverProcess() != killed);
                await().ignoreExceptions()
                        .untilAsserted(() -> assertThat(Sql.value(supervisor.url(), "select word from kept"))
                                .isEqualTo("acknowledged"));
            }
        }
    }

    @Test
    void closedServerStaysClosed() throws Exception {
        PostgresPlace place = PostgresPlace.in(directory).withBinariesIn(TestPostgres.binariesDirectory());
        PostgresSupervisor supervisor = PostgresSupervisor.start(place);

        supervisor.close();

        assertThat(Occupants.of(directory.toRealPath().resolve("postgres"))).isEmpty();
        assertThatThrownBy(() -> Sql.value(supervisor.url(), "select 1")).hasMessageContaining("refused");
    }

    private long serverProcess() throws Exception {
        Path pidFile = directory.resolve("postgres/postmaster.pid");
        return Files.exists(pidFile)
                ? Long.parseLong(Files.readAllLines(pidFile).get(0))
                : 0;
    }
}
