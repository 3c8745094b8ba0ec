package dev.verbatim.testing;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks whether an event loop does one thing for too long: takes a second of the processor, or waits that long for something. A machine that
 * stands still, or has no processor left for a loop, is not the loop's doing, so that the clock is not asked. Any thread.
 */
public final class Turns implements AutoCloseable {
    private static final long LONGEST_MS = 1_000;
    private static final long LOOK_MS = 25;
    /** So many looks while one turn lasts: it lasts that long, since no looks are made up for. */
    private static final int LONG_WAIT = (int) (LONGEST_MS / LOOK_MS);

    private static final int FOR_EVER = 10 * LONG_WAIT;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor();
    private final List<String> tooLong = new CopyOnWriteArrayList<>();

    private final class Loop {
        private final EventExecutor executor;
        private final Thread thread;
        private volatile boolean answered = true;
        private int unanswered;

        private Loop(EventExecutor executor) {
            this.executor = executor;
            this.thread = CompletableFuture.supplyAsync(Thread::currentThread, executor)
                    .orTimeout(Patience.SECONDS, TimeUnit.SECONDS)
                    .join();
        }

        private void look() {
            if (answered) {
                answered = false;
                unanswered = 0;
                long before = THREADS.getThreadCpuTime(thread.getId());
                executor.execute(() -> answer(before));
                return;
            }
            unanswered++;
            boolean waits = thread.getState() != Thread.State.RUNNABLE;
            if (unanswered == FOR_EVER || (waits && unanswered % LONG_WAIT == 0)) {
                tooLong.add(thread.getName() + " is held up in " + Arrays.toString(thread.getStackTrace()));
            }
        }

        private void answer(long before) {
            long tookMs = TimeUnit.NANOSECONDS.toMillis(THREADS.getCurrentThreadCpuTime() - before);
            if (tookMs > LONGEST_MS) {
                tooLong.add(thread.getName() + " took " + tookMs + " ms of the processor in one turn");
            }
            answered = true;
        }
    }

    private Turns(Vertx vertx) {
        List<Loop> loops = new ArrayList<>();
        ((VertxInternal) vertx).nettyEventLoopGroup().forEach(executor -> loops.add(new Loop(executor)));
        Future<?> unused =
                looks.scheduleWithFixedDelay(() -> loops.forEach(Loop::look), LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
    }

    /** Watches every loop that this Vert.x has, until it is closed, which must be first. */
    public static Turns watch(Vertx vertx) {
        return new Turns(vertx);
    }

    /** The turns that were too long since this was asked last. */
    public List<String> tooLong() {
        List<String> told = List.copyOf(tooLong);
        tooLong.removeAll(told);
        return told;
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
