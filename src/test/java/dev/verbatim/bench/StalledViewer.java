package dev.verbatim.bench;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A viewer that joins and never reads again. It goes on saying that it is alive, so that only what waits for it is a reason
 * to close it; that, and not being closed by a heartbeat, is what is measured.
 */
final class StalledViewer implements Guest {
    private static final long ALIVE_SECONDS = 5;

    private final Load load;
    private @Nullable ScheduledFuture<?> alive;

    StalledViewer(Load load) {
        this.load = load;
    }

    @Override
    public void joined(Visitor visitor) {
        visitor.stopReading();
        alive = visitor.loop().scheduleAtFixedRate(visitor::pong, ALIVE_SECONDS, ALIVE_SECONDS, TimeUnit.SECONDS);
        alive.addListener(this::stopped);
    }

    private void stopped(Future<?> task) {
        if (!task.isCancelled()) {
            EventLoops.rethrow(task);
        }
    }

    /** What had reached this side before it stopped. */
    @Override
    public void text(byte[] frame, int from, int to, long nowMicros) {}

    @Override
    public void event(byte[] frame, int length) {}

    @Override
    public void lost() {
        if (alive != null) {
            alive.cancel(false);
        }
        load.dismissed();
    }
}
