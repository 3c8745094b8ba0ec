package dev.verbatim.boot.postgres;

import dev.verbatim.boot.config.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How this machine lets us run Postgres: never as root (it refuses), in a session of its own (a Ctrl-C meant for the
 * gateway must not end the database under its draining replies), and told by the kernel to shut down when the thread
 * that started it is gone.
 *
 * <p>As root, a user namespace makes the server "nobody" while the files stay root's; where namespaces are forbidden
 * (most containers) it runs as uid 65534 and its files are given to it. A cluster that already belongs to someone else
 * is run by its owner.
 */
final class Launcher {
    private static final int NOBODY = 65_534;
    private static final List<String> GUARD = List.of("setpriv", "--pdeathsig", "INT");

    /** Without the tools: a server that outlives its gateway is ended by the next start. */
    private static final Launcher PLAIN = new Launcher(List.of(), null);

    private final List<String> prefix;
    private final @Nullable Integer fileOwner;

    private Launcher(List<String> prefix, @Nullable Integer fileOwner) {
        this.prefix = prefix;
        this.fileOwner = fileOwner;
    }

    static Launcher forDirectory(PostgresPlace place) {
        requireLinux();
        for (Launcher candidate : candidates(place)) {
            if (candidate.reaches(place)) {
                return candidate;
            }
        }
        throw new StartFailure("Postgres does not run as root, and there is no user namespace (unshare -U) nor a"
                + " user that reaches " + place.dataDirectory()
                + ": run the gateway as another user, or set DATABASE_URL to a Postgres");
    }

    private static void requireLinux() {
        if (!"Linux".equals(System.getProperty("os.name"))) {
            throw new StartFailure("the embedded Postgres runs on Linux only: set DATABASE_URL to a Postgres");
        }
    }

    private static List<Launcher> candidates(PostgresPlace place) {
        int self = owner(Path.of("/proc/self"));
        Launcher namespaced = new Launcher(inOwnSession(concat(List.of("unshare", "-U"), GUARD)), null);
        if (self != 0) {
            Launcher guarded = new Launcher(inOwnSession(GUARD), null);
            return isNamed() ? List.of(guarded, PLAIN) : List.of(namespaced, guarded, PLAIN);
        }
        int cluster = Files.exists(place.clusterDirectory()) ? owner(place.clusterDirectory()) : 0;
        Launcher asUser = asUser(cluster == 0 ? NOBODY : cluster);
        return cluster == 0 ? List.of(namespaced, asUser) : List.of(asUser);
    }

    /** initdb refuses a user without an account, which containers like to use; in a namespace it is nobody. */
    private static boolean isNamed() {
        return !"?".equals(System.getProperty("user.name"));
    }

    private static Launcher asUser(int uid) {
        List<String> switchUser = List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups");
        // The guard comes last: the kernel forgets it when a process changes its user.
        return new Launcher(inOwnSession(concat(switchUser, GUARD)), uid);
    }

    private static List<String> inOwnSession(List<String> command) {
        return concat(List.of("setsid"), command);
    }

    private static List<String> concat(List<String> first, List<String> second) {
        List<String> both = new ArrayList<>(first);
        both.addAll(second);
        return List.copyOf(both);
    }

    private static int owner(Path path) {
        try {
            return (Integer) Files.getAttribute(path, "unix:uid");
        } catch (IOException e) {
            throw DirectoryFailures.cannotWrite(path, e);
        }
    }

    /** One trial run: the prefix works here and its user gets into both directories. */
    private boolean reaches(PostgresPlace place) {
        List<String> trial = List.of(
                "/bin/sh",
                "-c",
                "cd \"$0\" && cd \"$1\"",
                place.dataDirectory().toString(),
                place.binariesDirectory().toString());
        return Command.run(command(trial)).succeeded();
    }

    /** The command as it has to be started here. */
    List<String> command(List<String> program) {
        return concat(prefix, program);
    }

    /** Gives a file or a tree to the user that the server runs as, if that is not the gateway's own. */
    void giveAway(Path root) throws IOException {
        Integer uid = fileOwner;
        if (uid == null || owner(root) == uid) {
            return;
        }
        try (var paths = Files.walk(root)) {
            for (Path path : paths.toList()) {
                Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    /** Makes a file that was given away the gateway's own again. */
    void takeBack(Path file) throws IOException {
        if (fileOwner != null && Files.exists(file)) {
            Files.setAttribute(file, "unix:uid", 0);
        }
    }
}
