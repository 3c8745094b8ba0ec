package dev.verbatim.llm.provider.http;

import dev.verbatim.config.ProviderEntry;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.llm.provider.FailureTable;
import dev.verbatim.llm.provider.Protocol;
import dev.verbatim.llm.provider.Provider;
import dev.verbatim.llm.provider.ProviderCall;
import dev.verbatim.llm.provider.ProviderEnd;
import dev.verbatim.llm.provider.ProviderListener;
import dev.verbatim.llm.provider.ProviderRequest;
import dev.verbatim.llm.provider.Reasons;
import dev.verbatim.llm.provider.RefusedCall;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A provider of the catalogue asked with one of its keys, and what all calls with that key share. Any thread; each call belongs to the
 * context that opens it.
 */
final class HttpProvider implements Provider {
    private static final Set<FailureCode> OF_A_KEY =
            EnumSet.of(FailureCode.PROVIDER_AUTH, FailureCode.PROVIDER_QUOTA, FailureCode.PROVIDER_RATE_LIMITED);

    private final ProviderSetup setup;
    private final Upstream upstream;
    private final MultiMap headers;
    private final ProviderHealth health;
    private final ModelRests rests;
    private final BreakerGate gate;
    private final FailureTable failures;

    /**
     * A provider with one key.
     *
     * @param number which of the provider's keys, from 1; 0 where it has no more than one
     */
    HttpProvider(ProviderSetup setup, Upstream upstream, @Nullable String key, int number) {
        this.setup = setup;
        this.upstream = upstream;
        this.headers = upstream.headers(key);
        String name = upstream.entry().name();
        long restMs = setup.routing().keyRestMs();
        this.health = new ProviderHealth(name, number, setup.stateListener(), restMs, setup.nanos());
        this.rests = new ModelRests(setup.nanos());
        this.gate = new BreakerGate(setup, name + '#' + number, health);
        this.failures = new FailureTable(upstream.reasons());
    }

    @Override
    public ProviderCall open(ProviderRequest request, ProviderListener listener) {
        return open(request, listener, Connections.KEPT);
    }

    @Override
    public ProviderCall openAfresh(ProviderRequest request, ProviderListener listener) {
        return open(request, listener, Connections.FRESH);
    }

    private ProviderCall open(ProviderRequest request, ProviderListener listener, Connections over) {
        Failure refusal = refusal(request.model());
        if (refusal != null) {
            return refused(listener, refusal);
        }
        QueuedCall queued = new QueuedCall(vertx(), listener);
        ConcurrencyLimit.Place place = upstream.limit().enter(request.sharer(), queued::onTurn);
        if (place == null) {
            return refused(listener, full());
        }
        if (place.held()) {
            return send(request, listener, over, place);
        }
        queued.await(
                place,
                heard -> send(request, heard, over, place),
                setup.routing().queueMs(),
                full());
        return queued;
    }

    private ProviderCall send(
            ProviderRequest request, ProviderListener listener, Connections over, ConcurrencyLimit.Place place) {
        Failure refusal = refusal(request.model());
        Failure refusedKey = refusal != null ? refusal : health.tryKey();
        Admission admission = refusedKey == null ? gate.ask() : null;
        if (admission == null || !admission.granted()) {
            place.leave();
            return refused(listener, refusedKey != null ? refusedKey : leftAlone());
        }
        HttpCall call = new HttpCall(this, admission, place, request.model(), listener);
        call.send(request, over);
        return call;
    }

    /** Why a request for a model would not be sent now; null where it would. */
    private @Nullable Failure refusal(String model) {
        Failure resting = rests.of(model);
        Failure refused = resting != null ? resting : health.refusal();
        return refused != null || gate.isPassable() ? refused : leftAlone();
    }

    private Failure leftAlone() {
        String why = reasons().own("failed too often and is left alone for a while");
        return new Failure(FailureCode.PROVIDER_UNAVAILABLE, why, gate.restMs());
    }

    private Failure full() {
        return new Failure(FailureCode.AT_CAPACITY, reasons().own("has no free connection"));
    }

    private ProviderCall refused(ProviderListener listener, Failure failure) {
        return RefusedCall.open(vertx().getOrCreateContext(), listener, failure);
    }

    /** Whether a request for a model would be sent now. */
    boolean isReady(String model) {
        return refusal(model) == null;
    }

    /**
     * What a rejection says about the key. A key that is not good or used up is no good for any request; a limit and a missing permission
     * are the model's, or a name that a client chose would take the key from everybody.
     *
     * @param ofKey whether the words speak of the key itself
     */
    void rejected(String model, Failure failure, boolean ofKey) {
        if (ofKey || failure.code() == FailureCode.PROVIDER_QUOTA) {
            health.keyRefused(failure);
        } else if (failure.code() == FailureCode.PROVIDER_AUTH) {
            rests.rest(model, failure, setup.routing().keyRestMs());
        } else {
            health.keyTaken();
        }
        if (failure.code() == FailureCode.PROVIDER_RATE_LIMITED) {
            long asked = failure.retryAfterMs();
            if (rests.rest(model, failure, asked > 0 ? asked : setup.routing().limitedRestMs())) {
                health.limited();
            }
        }
    }

    /** The end of a stream: that a limit is reached, or the money is spent, may also be told after the head. */
    ProviderEnd heard(String model, ProviderEnd end) {
        Failure failure = end.failure();
        if (failure != null && OF_A_KEY.contains(failure.code())) {
            rejected(model, failure, false);
        }
        return end;
    }

    /** No route leads here any more. */
    void retire() {
        health.retire();
    }

    void close() {
        gate.close();
    }

    ProviderEntry entry() {
        return upstream.entry();
    }

    Vertx vertx() {
        return setup.vertx();
    }

    Protocol protocol() {
        return upstream.protocol();
    }

    Endpoint endpoint() {
        return upstream.endpoint();
    }

    MultiMap headers() {
        return headers;
    }

    ProviderHealth health() {
        return health;
    }

    Reasons reasons() {
        return upstream.reasons();
    }

    FailureTable failures() {
        return failures;
    }

    CallClock newClock(Consumer<CallClock.Limit> expired) {
        return new CallClock(setup.vertx(), setup.limits().timeouts(), setup.nanos(), expired);
    }
}
