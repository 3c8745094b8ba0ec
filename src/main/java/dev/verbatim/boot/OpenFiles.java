package dev.verbatim.boot;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.verbatim.config.Settings;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether this process may open as many files as its settings let people and providers connect: each connection is one. */
final class OpenFiles {
    private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);

    /** Libraries, logs, Postgres, event loops. */
    private static final long OTHERS = 500;

    private OpenFiles() {}

    /** Says so at the start, where it can still be changed: later it is an accept that fails. */
    static void warnOfTooFew(Settings settings) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            shortage(
                            system.getMaxFileDescriptorCount(),
                            settings.http().limits().connections(),
                            settings.llm().providers().connections())
                    .ifPresent(LOG::warn);
        }
    }

    /** What to do where so many files are too few. */
    static Optional<String> shortage(long limit, int clients, int toProvider) {
        long needed = (long) clients + toProvider + OTHERS;
        return limit < 0 || limit >= needed
                ? Optional.empty()
                : Optional.of("too few open files limit=" + limit + " needed=" + needed
                        + ": raise the limit (ulimit -n, LimitNOFILE=, --ulimit nofile=) or lower http.connections="
                        + clients + " and llm.connections=" + toProvider);
    }
}
