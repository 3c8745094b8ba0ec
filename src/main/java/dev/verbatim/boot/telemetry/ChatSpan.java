package dev.verbatim.boot.telemetry;

import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.ToolCall;
import dev.verbatim.contract.Usage;
import dev.verbatim.llm.provider.ProviderCall;
import dev.verbatim.llm.provider.ProviderEnd;
import dev.verbatim.llm.provider.ProviderListener;
import dev.verbatim.llm.provider.ToolCallPart;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import java.util.List;

/**
 * One call as a span: the first content is an event of it, its counts and how it ended are attributes; nothing of what was said. A call that is
 * cancelled ends there. On the call's context.
 */
final class ChatSpan implements ProviderListener {
    private final Span span;
    private final ProviderListener listener;
    private boolean begun;

    ChatSpan(Span span, ProviderListener listener) {
        this.span = span;
        this.listener = listener;
    }

    ProviderCall of(ProviderCall call) {
        return new ProviderCall() {
            @Override
            public void cancel() {
                call.cancel();
                span.end();
            }

            @Override
            public boolean sent() {
                return call.sent();
            }

            @Override
            public List<ToolCall> toolCalls() {
                return call.toolCalls();
            }
        };
    }

    @Override
    public void onDelta(DeltaKind kind, String text) {
        content();
        listener.onDelta(kind, text);
    }

    @Override
    public void onToolCall(ToolCallPart part) {
        content();
        listener.onToolCall(part);
    }

    private void content() {
        if (!begun) {
            begun = true;
            span.addEvent("first content");
        }
    }

    @Override
    public void onUsage(Usage usage, boolean total) {
        span.setAttribute("gen_ai.usage.input_tokens", usage.inputTokens());
        span.setAttribute("gen_ai.usage.output_tokens", usage.outputTokens());
        listener.onUsage(usage, total);
    }

    @Override
    public void onEnd(ProviderEnd end) {
        if (end.rawReason() != null) {
            span.setAttribute(AttributeKey.stringArrayKey("gen_ai.response.finish_reasons"), List.of(end.rawReason()));
        }
        OtelTracing.finish(span, end.failure());
        listener.onEnd(end);
    }
}
