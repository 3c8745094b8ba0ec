package dev.verbatim.llm;

import io.vertx.core.Vertx;

/** One wait at a time, which may be given up. Event loop only. */
final class Pause {
    private static final long NONE = -1;

    private final Vertx vertx;
    private long timer = NONE;

    Pause(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Waits, at least a millisecond. */
    void begin(long ms, Runnable afterwards) {
        timer = vertx.setTimer(ms, fired -> {
            timer = NONE;
            afterwards.run();
        });
    }

    void giveUp() {
        if (timer != NONE) {
            vertx.cancelTimer(timer);
            timer = NONE;
        }
    }
}
