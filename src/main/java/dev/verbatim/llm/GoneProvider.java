package dev.verbatim.llm;

import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.ToolCall;
import dev.verbatim.llm.provider.Provider;
import dev.verbatim.llm.provider.ProviderCall;
import dev.verbatim.llm.provider.ProviderEnd;
import dev.verbatim.llm.provider.ProviderListener;
import dev.verbatim.llm.provider.ProviderRequest;
import dev.verbatim.llm.provider.RetryHint;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Objects;

/**
 * Stands for whom a claim names and who is no way to an answer any more: a key was refused, or is good again, since the claim was offered. Nothing
 * is sent, the attempt's row says so, and the next one is asked.
 */
final class GoneProvider implements Provider {
    @Override
    public ProviderCall open(ProviderRequest request, ProviderListener listener) {
        Call call = new Call(listener);
        Objects.requireNonNull(Vertx.currentContext()).runOnContext(later -> call.end());
        return call;
    }

    private static final class Call implements ProviderCall {
        private final ProviderListener listener;
        private boolean cancelled;

        private Call(ProviderListener listener) {
            this.listener = listener;
        }

        private void end() {
            if (!cancelled) {
                Failure failure = new Failure(FailureCode.PROVIDER_UNAVAILABLE, "It is not to be asked any more.");
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
}
