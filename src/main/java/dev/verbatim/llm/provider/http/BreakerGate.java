package dev.verbatim.llm.provider.http;

import dev.verbatim.config.ProviderLimits;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.EnumSet;
import java.util.Set;

/**
 * The circuit breaker of an endpoint, around "first content". Only what speaks against the host counts: what speaks against the
 * request, the key or the model (4xx, 429, filters, full pools) does not. The breaker's own timeout is off: it would fail the call
 * without cancelling it, the call's clock does both. Any thread.
 */
final class BreakerGate {
    private static final Set<FailureCode> AGAINST_THE_HOST = EnumSet.of(
            FailureCode.PROVIDER_UNAVAILABLE, FailureCode.TIMEOUT, FailureCode.STREAM_CUT, FailureCode.BAD_RESPONSE);

    private final CircuitBreaker breaker;
    private final long restMs;

    BreakerGate(Vertx vertx, String name, ProviderLimits limits, ProviderHealth health) {
        restMs = limits.breakerRestMs();
        CircuitBreakerOptions options = new CircuitBreakerOptions()
                .setMaxFailures(limits.breakerFailures())
                .setFailuresRollingWindow(limits.breakerWindowMs())
                .setResetTimeout(restMs)
                .setTimeout(-1)
                .setMaxRetries(0)
                .setNotificationAddress(null);
        breaker = CircuitBreaker.create(name, vertx, options)
                .openHandler(opened -> health.breakerOpened())
                .halfOpenHandler(halfOpen -> health.breakerHalfOpen())
                .closeHandler(closed -> health.breakerClosed());
        breaker.failurePolicy((Future<Void> outcome) -> speaksAgainstTheHost(outcome));
    }

    private static boolean speaksAgainstTheHost(Future<Void> outcome) {
        return outcome.cause() instanceof Failure failure && AGAINST_THE_HOST.contains(failure.code());
    }

    /** Asks for a call; the answer is in the admission at once. */
    Admission ask() {
        Admission admission = new Admission(breaker.state() == CircuitBreakerState.HALF_OPEN);
        breaker.execute(admission);
        return admission;
    }

    /** How long an open breaker stays so, at most. */
    long restMs() {
        return restMs;
    }

    void close() {
        breaker.close();
    }
}
