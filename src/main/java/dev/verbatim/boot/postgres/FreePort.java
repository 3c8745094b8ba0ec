package dev.verbatim.boot.postgres;

import dev.verbatim.boot.config.StartFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port for a server on loopback. Below the range that Linux gives to outgoing connections: from within it, a client
 * that keeps knocking at a dead server's port can be given that very port, connects to itself, and the server cannot
 * come back.
 */
final class FreePort {
    private static final int LOWEST = 20_000;
    private static final int BEYOND = 32_000;
    private static final int ATTEMPTS = 100;

    private FreePort() {}

    static int pick() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, BEYOND);
            if (isFree(port)) {
                return port;
            }
        }
        throw new StartFailure("no free port on 127.0.0.1 from " + LOWEST + " to " + BEYOND + ": free some");
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
