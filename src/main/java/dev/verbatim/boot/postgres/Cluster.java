package dev.verbatim.boot.postgres;

import dev.verbatim.boot.config.StartFailure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * The cluster on disk. It is made beside its place, with its database already in it, and renamed when whole: a directory
 * called {@code postgres} is always one that can be started. The password is made once, lies in a file of mode 600 and
 * reaches initdb through that file, never through an argument or a log.
 */
final class Cluster {
    static final String USER = "verbatim";
    static final String DATABASE = "verbatim";

    private static final String HALF = "postgres-making-";
    private static final int PASSWORD_BYTES = 24;

    private final Path directory;
    private final String password;

    private Cluster(Path directory, String password) {
        this.directory = directory;
        this.password = password;
    }

    static Cluster prepared(PostgresPlace place, PostgresBinaries binaries, Launcher launcher) {
        try {
            if (!Files.isDirectory(place.clusterDirectory())) {
                new Making(place, binaries, launcher).make();
            }
            requireOurVersion(place.clusterDirectory());
            requirePassword(place);
            launcher.giveAway(place.clusterDirectory());
            return new Cluster(
                    place.clusterDirectory(),
                    Files.readString(place.passwordFile()).strip());
        } catch (IOException e) {
            throw DirectoryFailures.cannotWrite(place.dataDirectory(), e);
        }
    }

    private static void requireOurVersion(Path directory) throws IOException {
        String theirs = Files.readString(directory.resolve("PG_VERSION")).strip();
        String ours = PostgresBinaries.VERSION.substring(0, PostgresBinaries.VERSION.indexOf('.'));
        if (!theirs.equals(ours)) {
            throw new StartFailure(directory + " was made by PostgreSQL " + theirs + " and this version brings " + ours
                    + ": dump and restore it, or set VERBATIM_DATA_DIR to another directory");
        }
    }

    private static void requirePassword(PostgresPlace place) {
        if (!Files.exists(place.passwordFile())) {
            throw new StartFailure(place.passwordFile() + " is missing, the password of " + place.clusterDirectory()
                    + ": put it back, or set VERBATIM_DATA_DIR to another directory");
        }
    }

    Path directory() {
        return directory;
    }

    Path pidFile() {
        return directory.resolve("postmaster.pid");
    }

    String url(int port) {
        return "postgresql://" + USER + ":" + password + "@127.0.0.1:" + port + "/" + DATABASE;
    }

    /** One first start: what a killed one left behind is thrown away. */
    private record Making(PostgresPlace place, PostgresBinaries binaries, Launcher launcher) {
        void make() throws IOException {
            deleteAbandoned();
            Path half = Files.createTempDirectory(place.dataDirectory(), HALF);
            try {
                writePassword();
                launcher.giveAway(half);
                initialize(half);
                createDatabase(half);
                Files.move(half, place.clusterDirectory(), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                launcher.takeBack(place.passwordFile());
                Command.deleteTree(half);
            }
        }

        private void deleteAbandoned() throws IOException {
            try (DirectoryStream<Path> halves = Files.newDirectoryStream(place.dataDirectory(), HALF + "*")) {
                for (Path half : halves) {
                    Command.deleteTree(half);
                }
            }
        }

        private void writePassword() throws IOException {
            byte[] random = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(random);
            Path file = place.passwordFile();
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, HexFormat.of().formatHex(random));
            launcher.giveAway(file);
        }

        private void initialize(Path half) {
            run(
                    List.of(
                            binaries.initdb(),
                            "--pgdata=" + half,
                            "--username=" + USER,
                            "--pwfile=" + place.passwordFile(),
                            "--auth=scram-sha-256",
                            "--encoding=UTF8",
                            "--locale=C",
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8"),
                    "");
        }

        private void createDatabase(Path half) {
            run(
                    List.of(binaries.server(), "--single", "-j", "-D", half.toString(), "template1"),
                    "create database " + DATABASE + "\n\n");
        }

        private void run(List<String> program, String input) {
            Command.Outcome outcome = Command.run(launcher.command(program), input);
            if (outcome.output().contains("No space left on device")) {
                throw DirectoryFailures.diskFull(place.dataDirectory());
            }
            if (!outcome.succeeded() || outcome.output().contains("ERROR:")) {
                throw new StartFailure("the embedded Postgres cannot make its data directory (" + outcome.complaint()
                        + "): mend that, or set DATABASE_URL to a Postgres");
            }
        }
    }
}
