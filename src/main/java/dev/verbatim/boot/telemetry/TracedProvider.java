package dev.verbatim.boot.telemetry;

import dev.verbatim.llm.provider.Provider;
import dev.verbatim.llm.provider.ProviderCall;
import dev.verbatim.llm.provider.ProviderListener;
import dev.verbatim.llm.provider.ProviderRequest;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;

/** A provider each of whose calls is a span {@code chat MODEL}, by the conventions for generative models. Any thread. */
record TracedProvider(Provider provider, String name, OtelTracing tracing) implements Provider {
    @Override
    public ProviderCall open(ProviderRequest request, ProviderListener listener) {
        ChatSpan span = begin(request, listener);
        return span.of(provider.open(request, span));
    }

    @Override
    public ProviderCall openAfresh(ProviderRequest request, ProviderListener listener) {
        ChatSpan span = begin(request, listener);
        return span.of(provider.openAfresh(request, span));
    }

    private ChatSpan begin(ProviderRequest request, ProviderListener listener) {
        Span span = tracing.begin("chat " + request.model(), SpanKind.CLIENT)
                .setAttribute("gen_ai.operation.name", "chat")
                .setAttribute("gen_ai.provider.name", name)
                .setAttribute("gen_ai.request.model", request.model())
                .setAttribute("gen_ai.request.max_tokens", (long) request.maxOutputTokens());
        return new ChatSpan(span, listener);
    }
}
