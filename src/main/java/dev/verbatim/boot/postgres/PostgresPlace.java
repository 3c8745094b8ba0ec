package dev.verbatim.boot.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Where an embedded Postgres lives.
 *
 * @param dataDirectory holds {@code postgres/} (the cluster), its password, lock and log
 * @param binariesDirectory holds {@code postgres-<version>/}; several places may share it
 * @param port TCP port on 127.0.0.1; 0 picks a free one at every start
 * @param settings further server settings by name, over the built-in ones
 */
public record PostgresPlace(Path dataDirectory, Path binariesDirectory, int port, Map<String, String> settings) {
    public PostgresPlace {
        settings = Map.copyOf(settings);
    }

    /** Everything under one data directory, at any free port. */
    public static PostgresPlace in(Path dataDirectory) {
        return new PostgresPlace(dataDirectory, dataDirectory, 0, Map.of());
    }

    /** The same place at a port that stays the same from start to start. */
    public PostgresPlace atPort(int fixedPort) {
        return new PostgresPlace(dataDirectory, binariesDirectory, fixedPort, settings);
    }

    /** The same place with the server's binaries kept elsewhere. */
    public PostgresPlace withBinariesIn(Path directory) {
        return new PostgresPlace(dataDirectory, directory, port, settings);
    }

    /** The same place with one more server setting. */
    public PostgresPlace with(String setting, String value) {
        Map<String, String> all = new HashMap<>(settings);
        all.put(setting, value);
        return new PostgresPlace(dataDirectory, binariesDirectory, port, all);
    }

    /** Makes both directories and resolves links, so that paths compare equal to what the kernel reports. */
    PostgresPlace created() {
        try {
            return new PostgresPlace(
                    Files.createDirectories(dataDirectory).toRealPath(),
                    Files.createDirectories(binariesDirectory).toRealPath(),
                    port,
                    settings);
        } catch (IOException e) {
            throw DirectoryFailures.cannotWrite(dataDirectory, e);
        }
    }

    Path clusterDirectory() {
        return dataDirectory.resolve("postgres");
    }

    Path passwordFile() {
        return dataDirectory.resolve("postgres.password");
    }

    Path lockFile() {
        return dataDirectory.resolve("postgres.lock");
    }

    Path logFile() {
        return dataDirectory.resolve("postgres.log");
    }
}
