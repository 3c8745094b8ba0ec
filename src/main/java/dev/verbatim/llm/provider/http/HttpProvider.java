package dev.verbatim.llm.provider.http;

import dev.verbatim.config.ProviderEntry;
import dev.verbatim.config.ProviderLimits;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.llm.provider.FailureTable;
import dev.verbatim.llm.provider.Protocol;
import dev.verbatim.llm.provider.Provider;
import dev.verbatim.llm.provider.ProviderCall;
import dev.verbatim.llm.provider.ProviderListener;
import dev.verbatim.llm.provider.ProviderRequest;
import dev.verbatim.llm.provider.ProviderStateListener;
import dev.verbatim.llm.provider.Reasons;
import io.vertx.core.Vertx;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** A provider of the catalogue, and what all its calls share. Any thread; each call belongs to the context that opens it. */
final class HttpProvider implements Provider {
    private final Vertx vertx;
    private final ProviderEntry entry;
    private final ProviderLimits limits;
    private final LongSupplier nanos;
    private final Protocol protocol;
    private final Endpoint endpoint;
    private final ProviderHealth health;
    private final BreakerGate gate;
    private final Reasons reasons;
    private final FailureTable failures;

    HttpProvider(
            Vertx vertx,
            ProviderEntry entry,
            Protocol protocol,
            ProviderLimits limits,
            ProviderStateListener stateListener,
            LongSupplier nanos) {
        this.vertx = vertx;
        this.entry = entry;
        this.limits = limits;
        this.nanos = nanos;
        this.protocol = protocol;
        this.endpoint = new Endpoint(vertx, entry, protocol, limits);
        this.health = new ProviderHealth(entry.name(), stateListener, limits.breakerRestMs(), nanos);
        this.gate = new BreakerGate(vertx, entry.name(), limits, health);
        this.reasons = new Reasons(entry.name(), entry.key());
        this.failures = new FailureTable(reasons);
    }

    @Override
    public ProviderCall open(ProviderRequest request, ProviderListener listener) {
        if (!health.mayTryKey()) {
            return refused(listener, new Failure(FailureCode.PROVIDER_AUTH, reasons.own("refused our key")));
        }
        Admission admission = gate.ask();
        if (!admission.granted()) {
            String why = reasons.own("failed too often and is left alone for a while");
            return refused(listener, new Failure(FailureCode.PROVIDER_UNAVAILABLE, why, gate.restMs()));
        }
        HttpCall call = new HttpCall(this, admission, vertx.getOrCreateContext(), listener);
        call.send(request);
        return call;
    }

    private ProviderCall refused(ProviderListener listener, Failure failure) {
        RefusedCall call = new RefusedCall(listener, failure);
        vertx.getOrCreateContext().runOnContext(turn -> call.end());
        return call;
    }

    void close() {
        gate.close();
        endpoint.close();
    }

    ProviderEntry entry() {
        return entry;
    }

    Vertx vertx() {
        return vertx;
    }

    Protocol protocol() {
        return protocol;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    ProviderHealth health() {
        return health;
    }

    Reasons reasons() {
        return reasons;
    }

    FailureTable failures() {
        return failures;
    }

    CallClock newClock(Consumer<CallClock.Limit> expired) {
        return new CallClock(vertx, limits.timeouts(), nanos, expired);
    }
}
