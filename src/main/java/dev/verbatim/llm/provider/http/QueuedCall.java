package dev.verbatim.llm.provider.http;

import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.ToolCall;
import dev.verbatim.llm.provider.ProviderCall;
import dev.verbatim.llm.provider.ProviderEnd;
import dev.verbatim.llm.provider.ProviderListener;
import dev.verbatim.llm.provider.RetryHint;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call that has to wait for its turn, and is the call itself from then on. While it waits nothing is sent; one that waits too long ends
 * without having been. On the context that opened it.
 */
final class QueuedCall implements ProviderCall {
    private static final long NONE = -1;

    private final Vertx vertx;
    private final Context context;
    private final OnceListener listener;
    private ConcurrencyLimit.@Nullable Place place;
    private Function<ProviderListener, ProviderCall> opening = listener -> this;
    private @Nullable ProviderCall call;
    private long timer = NONE;

    QueuedCall(Vertx vertx, ProviderListener listener) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.listener = new OnceListener(listener);
    }

    /**
     * Waits.
     *
     * @param opens opens the call that takes over the place
     * @param tooLate how it ends after so many milliseconds
     */
    void await(
            ConcurrencyLimit.Place waiting,
            Function<ProviderListener, ProviderCall> opens,
            long patienceMs,
            Failure tooLate) {
        place = waiting;
        opening = opens;
        timer = vertx.setTimer(patienceMs, fired -> giveUp(tooLate));
    }

    /** Its turn has come; from any thread. */
    void onTurn() {
        context.runOnContext(turn -> open());
    }

    private void open() {
        if (call != null || listener.isSilent()) {
            leave();
            return;
        }
        vertx.cancelTimer(timer);
        call = opening.apply(listener);
    }

    private void giveUp(Failure tooLate) {
        if (call == null && place != null && !place.held()) {
            leave();
            listener.onEnd(new ProviderEnd(EndStatus.FAILED, null, null, tooLate, null, false, RetryHint.RESTING));
        }
    }

    private void leave() {
        if (place != null) {
            place.leave();
        }
    }

    @Override
    public void cancel() {
        listener.silence();
        if (call != null) {
            call.cancel();
            return;
        }
        vertx.cancelTimer(timer);
        leave();
    }

    @Override
    public boolean sent() {
        return call != null && call.sent();
    }

    @Override
    public List<ToolCall> toolCalls() {
        return call == null ? List.of() : call.toolCalls();
    }
}
