package dev.verbatim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.TestPostgres;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MigrateCommandIT {
    private static final String SECRET = "kT3q9vX0pLw7ZbN4rYh8mJc2sDf6gAe1";

    @Test
    void aDryRunTellsWhatIsPendingAndChangesNothing() {
        Map<String, String> environment = on(TestPostgres.emptyDatabase());

        Typed first = Typed.run(environment, "migrate", "--dry-run", "--json");
        Typed again = Typed.run(environment, "migrate", "--status", "--json");

        assertThat(first.exitCode()).as(first.err()).isEqualTo(ExitCode.OK);
        assertThat(first.json().getBoolean("current")).isFalse();
        assertThat(first.json().getJsonArray("pending").size()).isGreaterThan(10);
        assertThat(again.json()).isEqualTo(first.json());
    }

    @Test
    void migratesOnce() {
        Map<String, String> environment = on(TestPostgres.emptyDatabase());

        Typed migrated = Typed.run(environment, "migrate");
        Typed after = Typed.run(environment, "migrate", "--status", "--json");

        assertThat(migrated.exitCode()).as(migrated.err()).isEqualTo(ExitCode.OK);
        assertThat(migrated.out()).contains("the schema is at V");
        assertThat(after.json().getBoolean("current")).isTrue();
        assertThat(after.json().getJsonArray("applied").size()).isGreaterThan(10);
    }

    @Test
    void aDatabaseThatIsAwayIsAnotherExitCodeThanAWrongOne() {
        Map<String, String> environment = on("postgresql://u:hunter2@127.0.0.1:1/x");

        Typed migrated = Typed.run(environment, "migrate");
        Typed looked = Typed.run(environment, "migrate", "--status");

        assertThat(migrated.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(looked.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(migrated.err() + looked.err()).contains("127.0.0.1:1").doesNotContain("hunter2");
    }

    @Test
    void healthOfARunningNodeIsReadyWithItsChecks() {
        try (Gateway gateway = Gateways.on(TestPostgres.freshDatabase())) {
            Typed ready =
                    Typed.run(Map.of(), "health", "--url", gateway.opsUrl().toString());
            Typed live = Typed.run(
                    Map.of(),
                    "health",
                    "--live",
                    "--json",
                    "--url",
                    gateway.opsUrl().toString());

            assertThat(ready.exitCode()).isEqualTo(ExitCode.OK);
            assertThat(ready.out()).startsWith("up").contains("storage up: database reachable");
            assertThat(live.json().getString("status")).isEqualTo("up");
        }
    }

    private static Map<String, String> on(String url) {
        return Map.of("DATABASE_URL", url, "VERBATIM_AUTH_SECRET", SECRET);
    }
}
