package dev.verbatim.chat.connection;

import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** One timer that can be begun anew and stopped; it fires on the context on which it was begun. */
final class Linger {
    private final Vertx vertx;
    private final long ms;
    private @Nullable Long timer;

    Linger(Vertx vertx, long ms) {
        this.vertx = vertx;
        this.ms = ms;
    }

    /** Begins, whatever ran before. */
    void begin(Runnable atTheEnd) {
        stop();
        timer = vertx.setTimer(ms, late -> {
            timer = null;
            atTheEnd.run();
        });
    }

    void stop() {
        if (timer != null) {
            vertx.cancelTimer(timer);
            timer = null;
        }
    }
}
