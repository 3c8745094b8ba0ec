package dev.verbatim.llm.provider.http;

import dev.verbatim.llm.provider.CallRecorder;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/** A Vert.x whose timers fire only when a test lets time pass; each on the context that set it. */
final class ManualClock extends VertxWrapper {
    private record Due(long atNanos, Context context, Handler<Long> handler) {}

    private final Map<Long, Due> timers = new ConcurrentSkipListMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final AtomicLong nanos = new AtomicLong();

    ManualClock(Vertx vertx) {
        super((VertxInternal) vertx);
    }

    /** The Vert.x whose timers fire by themselves. */
    Vertx unmoved() {
        return delegate;
    }

    /** Lets so much time pass again and again, with some of the machine's own in between, until this call is over. */
    void passUntilEnded(CallRecorder call, long ms) {
        Awaitility.await().until(() -> {
            pass(ms);
            return call.hasEnded();
        });
    }

    long nanos() {
        return nanos.get();
    }

    @Override
    public long setTimer(long delayMs, Handler<Long> handler) {
        long id = ids.incrementAndGet();
        timers.put(id, new Due(nanos.get() + TimeUnit.MILLISECONDS.toNanos(delayMs), getOrCreateContext(), handler));
        return id;
    }

    @Override
    public boolean cancelTimer(long id) {
        return timers.remove(id) != null;
    }

    /** Lets time pass and fires what is due then; returns when it has been. */
    void pass(long ms) {
        long now = nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(ms));
        List<Long> due = new ArrayList<>();
        timers.forEach((id, timer) -> {
            if (timer.atNanos() <= now) {
                due.add(id);
            }
        });
        due.forEach(this::fire);
    }

    private void fire(long id) {
        Due timer = timers.remove(id);
        if (timer == null) {
            return;
        }
        Promise<Void> fired = Promise.promise();
        timer.context().runOnContext(turn -> {
            timer.handler().handle(id);
            fired.complete();
        });
        CallRecorder.await(fired.future());
    }
}
