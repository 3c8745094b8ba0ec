package dev.verbatim.door;

import dev.verbatim.boot.Sockets;
import org.junit.jupiter.api.condition.EnabledIf;

/** The same where the gateway's sockets, Postgres' and the provider's among them, are io_uring's; skipped where the kernel refuses that. */
@EnabledIf("isAllowed")
class IoUringIT extends SockJsIT {
    static boolean isAllowed() {
        return Sockets.isRingAllowed();
    }

    @Override
    String sockets() {
        return "io_uring";
    }
}
