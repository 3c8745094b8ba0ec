package dev.verbatim.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.postgres.EmbeddedPostgres;
import dev.verbatim.boot.postgres.PostgresPlace;
import dev.verbatim.testing.TestPostgres;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InsertClientIT {
    @Test
    void everyInsertThatWasCalledSavedIsARow(@TempDir Path data) throws Exception {
        PostgresPlace place = PostgresPlace.in(data).withBinariesIn(TestPostgres.binariesDirectory());
        try (EmbeddedPostgres server = EmbeddedPostgres.start(place);
                Database database = Database.in(data)) {
            database.run(InsertClient.CREATE);

            LoadResult result = measure(data, server.processId(), () -> database.count(InsertClient.TABLE));

            assertThat(result.faults()).isEqualTo(LoadResult.Faults.NONE);
            assertThat(result.windows()).allSatisfy(window -> {
                assertThat(window.counts().saved()).isPositive();
                assertThat(window.counts().rows()).isPositive();
                assertThat(window.times().commit().p50()).isPositive();
            });
        }
    }

    @Test
    void rowsThatAreNotAsManyAsWereCalledSavedAreAFault(@TempDir Path data) throws Exception {
        PostgresPlace place = PostgresPlace.in(data).withBinariesIn(TestPostgres.binariesDirectory());
        try (EmbeddedPostgres server = EmbeddedPostgres.start(place);
                Database database = Database.in(data)) {
            database.run(InsertClient.CREATE);

            LoadResult result = measure(data, server.processId(), () -> 7);

            assertThat(result.faults().errors()).isEqualTo(1);
            assertThat(result.faults().firstError()).startsWith("Postgres has 0 rows more, and ");
        }
    }

    private static LoadResult measure(Path data, long pid, Phases.RowCount rows) throws Exception {
        LoadPlan plan = new LoadPlan(
                "inserts",
                0,
                Scenario.named("persist").withConnections(2),
                new LoadPlan.Timing(0, 1, 1),
                new LoadPlan.Processes(pid, pid, 0),
                new LoadPlan.Files("", data.toString(), null));
        PrintStream quiet = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        return new InsertClient(plan, Database.options(data), rows, quiet).run();
    }
}
