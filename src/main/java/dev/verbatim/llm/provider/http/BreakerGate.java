package dev.verbatim.llm.provider.http;

import dev.verbatim.config.ProviderLimits;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Vertx;

/**
 * The circuit breaker of an endpoint, around "first content". What it is told is {@link Admission}'s to decide. The breaker's own timeout
 * is off: it would fail the call without cancelling it, the call's clock does both. Any thread.
 */
final class BreakerGate {
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
    }

    /** Asks for a call; the answer is in the admission at once. */
    Admission ask() {
        Admission admission = new Admission(() -> breaker.state() == CircuitBreakerState.HALF_OPEN);
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
