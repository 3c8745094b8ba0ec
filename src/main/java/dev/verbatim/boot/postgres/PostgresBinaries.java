package dev.verbatim.boot.postgres;

import dev.verbatim.boot.config.StartFailure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The server's programs, unpacked from the archive on the class path once per version. The tree gets its name only when
 * it is whole and on disk, so a crash in between leaves nothing that a later start would believe; two processes may
 * unpack at once, the first one's tree stays.
 */
final class PostgresBinaries {
    /** The version in the archive; a test holds it against what the server says. */
    static final String VERSION = "18.6";

    private static final Map<String, String> ARCHIVES = Map.of(
            "amd64", "/postgres-linux-x86_64.txz",
            "aarch64", "/postgres-linux-arm_64.txz");

    private static final String HALF = "postgres-unpacking-";
    private static final Duration ABANDONED_AFTER = Duration.ofHours(1);

    private final Path home;

    private PostgresBinaries(Path home) {
        this.home = home;
    }

    static PostgresBinaries unpackedIn(Path directory) {
        Path home = directory.resolve("postgres-" + VERSION);
        if (!Files.isDirectory(home)) {
            try {
                unpack(directory, home);
            } catch (IOException e) {
                throw DirectoryFailures.cannotWrite(directory, e);
            }
        }
        return new PostgresBinaries(home);
    }

    String server() {
        return program("postgres");
    }

    String initdb() {
        return program("initdb");
    }

    private String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    private static void unpack(Path directory, Path home) throws IOException {
        deleteAbandoned(directory);
        Path half = Files.createTempDirectory(directory, HALF);
        try (InputStream archive = openArchive()) {
            extract(archive, half);
            Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rwxr-xr-x"));
            // One flush of the file system instead of a thousand of files.
            Command.run(List.of("sync", "-f", half.toString()));
            name(half, home);
        } finally {
            Command.deleteTree(half);
        }
    }

    private static void name(Path half, Path home) throws IOException {
        try {
            Files.move(half, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(home)) {
                throw e;
            }
        }
    }

    /** A killed process leaves its half tree; nobody unpacks for an hour. */
    private static void deleteAbandoned(Path directory) throws IOException {
        try (DirectoryStream<Path> halves = Files.newDirectoryStream(directory, HALF + "*")) {
            for (Path half : halves) {
                if (Files.getLastModifiedTime(half)
                        .toInstant()
                        .isBefore(Instant.now().minus(ABANDONED_AFTER))) {
                    Command.deleteTree(half);
                }
            }
        }
    }

    private static InputStream openArchive() {
        String machine = System.getProperty("os.arch", "");
        String resource = ARCHIVES.get(machine);
        InputStream archive = resource == null ? null : PostgresBinaries.class.getResourceAsStream(resource);
        if (archive == null) {
            throw new StartFailure("there is no embedded Postgres for " + machine + ": set DATABASE_URL to a Postgres");
        }
        return archive;
    }

    private static void extract(InputStream archive, Path target) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive, 1 << 16)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                write(tar, entry, entry.resolveIn(target));
            }
        }
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path path) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        // Files come before their directories in this archive.
        Files.createDirectories(path.resolveSibling(""));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, path);
            boolean program = (entry.getMode() & 0b001_000_000) != 0;
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }
}
