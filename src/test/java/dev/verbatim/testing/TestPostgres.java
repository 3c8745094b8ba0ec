package dev.verbatim.testing;

import dev.verbatim.boot.postgres.PostgresPlace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Real Postgres servers for integration tests; all end with the test JVM. */
public final class TestPostgres {
    private TestPostgres() {}

    /** Where the server's programs are unpacked once for all test runs of a checkout. */
    public static Path binariesDirectory() {
        return Path.of("target", "postgres-binaries").toAbsolutePath();
    }

    static PostgresPlace freshPlace() {
        try {
            Path parent =
                    Files.createDirectories(Path.of("target", "postgres-data").toAbsolutePath());
            return PostgresPlace.in(Files.createTempDirectory(parent, "test-")).withBinariesIn(binariesDirectory());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
