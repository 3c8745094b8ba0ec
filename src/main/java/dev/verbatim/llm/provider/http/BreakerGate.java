package dev.verbatim.llm.provider.http;

import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;

/**
 * The circuit breaker of an endpoint with one key, around "first content". While it is closed, a window of successes and failures decides
 * when it opens, since its own count forgets all failures at one success; half open, its one probe decides. What counts is
 * {@link Admission}'s to say. The breaker's own timeout is off: it would fail the call without cancelling it, the call's clock does both.
 * Any thread.
 */
final class BreakerGate {
    private final CircuitBreaker breaker;
    private final RateWindow window;
    private final int leastFailures;
    private final int percent;
    private final long restMs;
    private volatile boolean probing;

    BreakerGate(ProviderSetup setup, String name, ProviderHealth health) {
        restMs = setup.limits().breakerRestMs();
        leastFailures = setup.limits().breakerFailures();
        percent = setup.routing().breakerPercent();
        window = new RateWindow(setup.limits().breakerWindowMs(), setup.nanos());
        CircuitBreakerOptions options = new CircuitBreakerOptions()
                // It is told of no failure but a probe's, which opens it again.
                .setMaxFailures(1)
                .setResetTimeout(restMs)
                .setTimeout(-1)
                .setMaxRetries(0)
                .setNotificationAddress(null);
        breaker = CircuitBreaker.create(name, setup.vertx(), options)
                .openHandler(opened -> probeOver(health::breakerOpened))
                .halfOpenHandler(halfOpen -> health.breakerHalfOpen())
                .closeHandler(closed -> probeOver(health::breakerClosed));
    }

    private void probeOver(Runnable tell) {
        probing = false;
        tell.run();
    }

    /** Asks for a call; the answer is in the admission at once. */
    Admission ask() {
        Admission admission = new Admission(this);
        breaker.execute(admission);
        return admission;
    }

    /** Whether a call that asked now would be let through. */
    boolean isPassable() {
        CircuitBreakerState state = breaker.state();
        return state == CircuitBreakerState.CLOSED || (state == CircuitBreakerState.HALF_OPEN && !probing);
    }

    /** Called in the moment of a grant: before it, the breaker may still be open. */
    boolean grantsProbe() {
        boolean probe = breaker.state() == CircuitBreakerState.HALF_OPEN;
        probing |= probe;
        return probe;
    }

    synchronized void probeSettled() {
        window.clear();
    }

    synchronized void succeeded() {
        window.succeeded();
    }

    /** Opens the breaker if this failure is one too many; one that began before the breaker opened changes nothing any more. */
    synchronized void failed() {
        window.failed();
        if (breaker.state() == CircuitBreakerState.CLOSED && window.isBad(leastFailures, percent)) {
            window.clear();
            breaker.open();
        }
    }

    /** How long an open breaker stays so, at most. */
    long restMs() {
        return restMs;
    }

    void close() {
        breaker.close();
    }
}
