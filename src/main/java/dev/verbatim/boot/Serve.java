package dev.verbatim.boot;

import dev.verbatim.boot.config.StartFailure;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process: starts the gateway, or ends with one line that says what to do; leaves in order on SIGTERM, with exit status 0. Main thread
 * and shutdown hook.
 */
public final class Serve {
    private static final Logger LOG = LoggerFactory.getLogger(Serve.class);
    private static final int FAILED = 1;
    private static final int MISTAKEN = 2;

    private Serve() {}

    /** Runs until the process is told to end. */
    public static void main(Map<String, String> environment) {
        long begun = System.nanoTime();
        try {
            Gateway gateway = Gateway.start(environment, Serve::giveUp);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(gateway), "leave"));
            gateway.banner(Duration.ofNanos(System.nanoTime() - begun).toMillis())
                    .tell("json".equals(environment.get("VERBATIM_LOG_FORMAT")), System.out);
        } catch (RuntimeException | Error e) {
            giveUp(e);
        }
    }

    private static void giveUp(Throwable cause) {
        boolean mistaken = false;
        if (cause instanceof StartFailure failure) {
            System.err.println("verbatim: " + failure.getMessage());
            mistaken = !failure.mistakes().isEmpty();
        } else {
            LOG.error("start failed", cause);
        }
        Runtime.getRuntime().halt(mistaken ? MISTAKEN : FAILED);
    }

    private static void leave(Gateway gateway) {
        try {
            gateway.drain();
            // A JVM that a signal ended would answer 143; having left in order is success.
            Runtime.getRuntime().halt(0);
        } catch (RuntimeException e) {
            LOG.error("leaving failed", e);
            Runtime.getRuntime().halt(FAILED);
        }
    }
}
