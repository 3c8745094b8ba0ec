package dev.verbatim.boot.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The processes that live in a cluster directory, by what the kernel says: every Postgres process works in its cluster's
 * directory. A pid file can name a process that took over a dead server's number; this cannot.
 */
final class Occupants {
    /** In the command line of every server started here, and of no other. */
    static final String MARK = "cluster_name=verbatim-embedded";

    private Occupants() {}

    static List<ProcessHandle> of(Path clusterDirectory) {
        return ProcessHandle.allProcesses()
                .filter(process -> worksIn(process, clusterDirectory))
                .toList();
    }

    /** The servers among them that were started here; their own children carry no mark. */
    static List<ProcessHandle> embeddedServers(List<ProcessHandle> occupants) {
        return occupants.stream().filter(Occupants::isMarked).toList();
    }

    private static boolean worksIn(ProcessHandle process, Path directory) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"))
                    .equals(directory);
        } catch (IOException e) {
            // Gone meanwhile, or another user's: then it is no server of ours.
            return false;
        }
    }

    private static boolean isMarked(ProcessHandle process) {
        return commandLine(process).filter(line -> line.contains(MARK)).isPresent();
    }

    private static Optional<String> commandLine(ProcessHandle process) {
        try {
            return Optional.of(Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
