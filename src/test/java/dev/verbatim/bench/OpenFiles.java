package dev.verbatim.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kernel's bound on a process's open files. A JVM raises its soft limit to the hard one by itself. */
final class OpenFiles {
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Pattern LIMIT = Pattern.compile("(?m)^Max open files\\s+\\S+\\s+(\\S+)");

    private OpenFiles() {}

    /** Throws an {@link IllegalArgumentException} that says what to do when this machine allows fewer. */
    static void require(int needed) throws IOException {
        require(needed, Files.readString(LIMITS));
    }

    static void require(int needed, String limits) {
        Matcher limit = LIMIT.matcher(limits);
        if (limit.find() && !limit.group(1).equals("unlimited") && Long.parseLong(limit.group(1)) < needed) {
            throw new IllegalArgumentException(String.format(
                    "%d open files are needed and %s are allowed: raise the hard limit (ulimit -Hn, LimitNOFILE=, "
                            + "docker run --ulimit nofile=) or ask for fewer connections",
                    needed, limit.group(1)));
        }
    }
}
