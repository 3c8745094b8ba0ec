package dev.verbatim.boot.telemetry;

import dev.verbatim.contract.Failure;
import dev.verbatim.contract.Tracing;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Spans of OpenTelemetry. What is current goes with Vert.x's own contexts: each message is handled on a context of its own, and what that begins comes
 * back there. A context that is not one message's own (a connection's, a verticle's) has no current span.
 */
final class OtelTracing implements Tracing {
    private static final Object CURRENT = new Object();
    private static final TextMapSetter<MultiMap> SETTER = (headers, key, value) -> {
        if (headers != null) {
            headers.set(key, value);
        }
    };
    private static final TextMapGetter<MultiMap> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(MultiMap headers) {
            return headers.names();
        }

        @Override
        public @Nullable String get(@Nullable MultiMap headers, String key) {
            return headers == null ? null : headers.get(key);
        }
    };

    private final Vertx vertx;
    private final Tracer tracer;
    private final TextMapPropagator propagator;

    OtelTracing(Vertx vertx, Tracer tracer, TextMapPropagator propagator) {
        this.vertx = vertx;
        this.tracer = tracer;
        this.propagator = propagator;
    }

    @Override
    public Span root(String name) {
        return new OtelSpan(begin(name, SpanKind.SERVER, Context.root()));
    }

    @Override
    public Span span(String name) {
        return new OtelSpan(begin(name, SpanKind.INTERNAL, current()));
    }

    @Override
    public Span asked(String address, MultiMap headers) {
        Context parent = current();
        if (parent == Context.root()) {
            // Beats, sweeps and the comparing of revisions are nobody's message.
            return Span.NONE;
        }
        io.opentelemetry.api.trace.Span span = begin(named(address), SpanKind.CLIENT, parent);
        propagator.inject(parent.with(span), headers, SETTER);
        return new OtelSpan(span);
    }

    @Override
    public void sent(MultiMap headers) {
        propagator.inject(current(), headers, SETTER);
    }

    @Override
    public void received(MultiMap headers) {
        ContextInternal here = ContextInternal.current();
        if (here != null && here.isDuplicate() && !headers.isEmpty()) {
            locals(here).put(CURRENT, propagator.extract(Context.root(), headers, GETTER));
        }
    }

    /** A span below the current one, for who knows more of it than its name. */
    io.opentelemetry.api.trace.Span begin(String name, SpanKind kind) {
        return begin(name, kind, current());
    }

    private io.opentelemetry.api.trace.Span begin(String name, SpanKind kind, Context parent) {
        return tracer.spanBuilder(name).setSpanKind(kind).setParent(parent).startSpan();
    }

    private static Context current() {
        ContextInternal here = ContextInternal.current();
        if (here == null || !here.isDuplicate()) {
            return Context.root();
        }
        return locals(here).get(CURRENT) instanceof Context context ? context : Context.root();
    }

    private static ConcurrentMap<Object, Object> locals(ContextInternal context) {
        return context.getLocal(ContextInternal.LOCAL_MAP, ConcurrentHashMap::new);
    }

    // Partitions and instances would make as many names: what is asked, not whom.
    private static String named(String address) {
        return address.replaceFirst("^verbatim\\.llm\\.[^.]+\\.[0-9]+\\.", "verbatim.llm.")
                .replaceFirst("\\.[0-9]+$", "");
    }

    static void finish(io.opentelemetry.api.trace.Span span, @Nullable Throwable cause) {
        if (cause != null) {
            String code = Failure.of(cause).code().wire();
            span.setAttribute("error.type", code);
            span.setStatus(StatusCode.ERROR, code);
        }
        span.end();
    }

    private final class OtelSpan implements Span {
        private final io.opentelemetry.api.trace.Span span;

        private OtelSpan(io.opentelemetry.api.trace.Span span) {
            this.span = span;
        }

        @Override
        public <T> T within(Supplier<T> work) {
            ContextInternal own = ((ContextInternal) vertx.getOrCreateContext()).duplicate();
            locals(own).put(CURRENT, Context.root().with(span));
            List<T> result = new ArrayList<>(1);
            own.dispatch(() -> result.add(work.get()));
            return result.get(0);
        }

        @Override
        public void end(@Nullable Throwable cause) {
            finish(span, cause);
        }
    }
}
