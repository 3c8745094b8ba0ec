package dev.verbatim.llm.provider.http;

import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.ToolCall;
import dev.verbatim.llm.provider.ProviderCall;
import dev.verbatim.llm.provider.ProviderEnd;
import dev.verbatim.llm.provider.ProviderListener;
import dev.verbatim.llm.provider.RetryHint;
import java.util.List;

/** A call that nothing was sent for: breaker open, or key refused. */
final class RefusedCall implements ProviderCall {
    private final OnceListener listener;
    private final Failure failure;

    RefusedCall(ProviderListener listener, Failure failure) {
        this.listener = new OnceListener(listener);
        this.failure = failure;
    }

    void end() {
        listener.onEnd(new ProviderEnd(EndStatus.FAILED, null, null, failure, null, false, RetryHint.RESTING));
    }

    @Override
    public void cancel() {
        listener.silence();
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
