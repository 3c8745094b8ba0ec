package dev.verbatim.bench.storage;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Closed loops: each begins its work again as soon as it is done. Counts what they did between the warm-up and the end. One event loop; the
 * first failure ends the run.
 */
final class Pace {
    private final Vertx vertx;
    private final Duration warm;
    private final Duration window;

    Pace(Vertx vertx, Duration warm, Duration window) {
        this.vertx = vertx;
        this.warm = warm;
        this.window = window;
    }

    /**
     * Runs them all at once; blocks.
     *
     * @param loops each does one piece of work and says how much it was
     * @return how much was done in a second
     */
    double of(List<Supplier<Future<Integer>>> loops) {
        Context loop = vertx.getOrCreateContext();
        Promise<Double> measured = Promise.promise();
        loop.runOnContext(turn -> new Run(vertx, measured).start(loops, warm, window));
        try {
            return measured.future().await(warm.plus(window).toSeconds() + 60, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("no answer any more", e);
        }
    }

    private static final class Run {
        private final Vertx vertx;
        private final Promise<Double> measured;
        private long done;
        private long begun;
        private int running;
        private boolean over;

        private Run(Vertx vertx, Promise<Double> measured) {
            this.vertx = vertx;
            this.measured = measured;
        }

        private void start(List<Supplier<Future<Integer>>> loops, Duration warm, Duration window) {
            running = loops.size();
            loops.forEach(this::again);
            vertx.setTimer(warm.toMillis(), begin -> {
                done = 0;
                begun = System.nanoTime();
                vertx.setTimer(window.toMillis(), end -> over = true);
            });
        }

        private void again(Supplier<Future<Integer>> loop) {
            if (over) {
                end();
            } else {
                loop.get().onSuccess(count -> counted(loop, count)).onFailure(measured::tryFail);
            }
        }

        private void counted(Supplier<Future<Integer>> loop, int count) {
            done += count;
            again(loop);
        }

        private void end() {
            running--;
            if (running == 0) {
                measured.tryComplete(done * 1e9 / (System.nanoTime() - begun));
            }
        }
    }
}
