package dev.verbatim.llm.provider;

import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.ToolCall;
import io.vertx.core.Context;
import java.util.List;

/** A call that nothing was sent for: breaker open, key refused, or nobody there to ask. */
public final class RefusedCall implements ProviderCall {
    private final ProviderListener listener;
    private final Failure failure;
    private boolean cancelled;

    private RefusedCall(ProviderListener listener, Failure failure) {
        this.listener = listener;
        this.failure = failure;
    }

    /** Ends with this failure in a later turn of the context. */
    public static ProviderCall open(Context context, ProviderListener listener, Failure failure) {
        RefusedCall call = new RefusedCall(listener, failure);
        context.runOnContext(turn -> call.end());
        return call;
    }

    private void end() {
        if (!cancelled) {
            listener.onEnd(new ProviderEnd(EndStatus.FAILED, null, null, failure, null, false, RetryHint.RESTING));
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public boolean sent() {
        return false;
    }

    @Override
    public List<ToolCall> toolCalls() {
        return List.of();
    }
}
