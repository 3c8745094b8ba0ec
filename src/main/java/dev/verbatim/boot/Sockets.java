package dev.verbatim.boot;

import dev.verbatim.boot.config.StartFailure;
import dev.verbatim.config.SocketTransport;
import io.vertx.core.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the sockets of a node talk to the kernel: one way for all of them, chosen at the start. io_uring hands over all that a turn of an event
 * loop has to read and write in one call, where epoll needs one call for each of it.
 */
public final class Sockets {
    private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);
    private static final String MULTISHOT_POLLS = "io.netty.iouring.pollAddMultishotEnabled";

    static {
        // With them, in Netty 4.2.18, one connection in ten that is reset behind its last words stays open
        // (SocketsTest).
        // Read once, when Netty's class is loaded.
        if (System.getProperty(MULTISHOT_POLLS) == null) {
            System.setProperty(MULTISHOT_POLLS, "false");
        }
    }

    private Sockets() {}

    /** Whether kernel and container allow io_uring. */
    public static boolean isRingAllowed() {
        return Transport.IO_URING.available();
    }

    /** @throws StartFailure where one is asked for that is not to be had here */
    static Transport of(SocketTransport wanted) {
        Transport transport = switch (wanted) {
            case AUTO -> ofTheSystem();
            case IO_URING -> ring();
        };
        LOG.info("sockets transport={}", transport.name());
        return transport;
    }

    private static Transport ofTheSystem() {
        // Null on systems that have none of their own.
        Transport system = Transport.nativeTransport();
        return system != null && system.available() ? system : Transport.NIO;
    }

    private static Transport ring() {
        if (!isRingAllowed()) {
            throw new StartFailure("Cannot use io_uring (sockets.transport): "
                    + Transport.IO_URING.unavailabilityCause().getMessage()
                    + ". Let kernel and container allow it, or set VERBATIM_SOCKETS_TRANSPORT to auto.");
        }
        return Transport.IO_URING;
    }
}
