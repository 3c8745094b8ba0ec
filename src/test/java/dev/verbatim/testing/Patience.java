package dev.verbatim.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * How long a test waits for what must happen: as long as no machine stands still, since a limit that runs out says only that something is
 * broken. Every wait of Awaitility has it, unless it says otherwise.
 */
public final class Patience implements LauncherSessionListener {
    public static final long SECONDS = 60;
    public static final long MS = SECONDS * 1_000;

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(SECONDS));
    }
}
