package dev.verbatim.llm.provider.http;

import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.Usage;
import dev.verbatim.llm.provider.ProviderEnd;
import dev.verbatim.llm.provider.ProviderListener;
import dev.verbatim.llm.provider.ToolCallPart;

/** Keeps the promise that nothing follows an end or a cancellation, also when the listener cancels while it is being told. */
final class OnceListener implements ProviderListener {
    private final ProviderListener listener;
    private boolean silent;

    OnceListener(ProviderListener listener) {
        this.listener = listener;
    }

    void silence() {
        silent = true;
    }

    boolean isSilent() {
        return silent;
    }

    @Override
    public void onDelta(DeltaKind kind, String text) {
        if (!silent) {
            listener.onDelta(kind, text);
        }
    }

    @Override
    public void onToolCall(ToolCallPart part) {
        if (!silent) {
            listener.onToolCall(part);
        }
    }

    @Override
    public void onUsage(Usage usage, boolean total) {
        if (!silent) {
            listener.onUsage(usage, total);
        }
    }

    @Override
    public void onEnd(ProviderEnd end) {
        if (!silent) {
            silent = true;
            listener.onEnd(end);
        }
    }
}
