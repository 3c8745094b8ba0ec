package dev.verbatim.llm.provider.http;

import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call as the circuit breaker sees it: it succeeds with the first content, so that a long answer does not hold back the others
 * while the breaker is half open, and fails with what came instead, if that speaks against the host.
 *
 * <p>What speaks against the request, the key or the model (4xx, 429, filters), or tells nothing (cancelled, no free connection), is
 * counted as neither. Only a probe must have an outcome, or the breaker would wait for it for ever: it succeeds if the host answered
 * anything. No other call tells the breaker itself: a success that began before it opened would close it. On the call's context.
 */
final class Admission implements Supplier<Future<Void>> {
    private static final Set<FailureCode> AGAINST_THE_HOST = EnumSet.of(
            FailureCode.PROVIDER_UNAVAILABLE, FailureCode.TIMEOUT, FailureCode.STREAM_CUT, FailureCode.BAD_RESPONSE);
    private static final Set<FailureCode> UNHEARD = EnumSet.of(FailureCode.AT_CAPACITY, FailureCode.INTERNAL);

    private final Promise<Void> outcome = Promise.promise();
    private final BreakerGate gate;
    private boolean granted;
    private boolean probe;
    private boolean settled;

    /** Not granted yet. */
    Admission(BreakerGate gate) {
        this.gate = gate;
    }

    /** Called by the breaker if it lets the call through. */
    @Override
    public Future<Void> get() {
        granted = true;
        probe = gate.grantsProbe();
        return outcome.future();
    }

    boolean granted() {
        return granted;
    }

    void succeeded() {
        if (settled) {
            return;
        }
        settled = true;
        if (probe) {
            gate.probeSettled();
            outcome.complete();
        } else {
            gate.succeeded();
        }
    }

    /** The call's end; null: it ended well. */
    void ended(@Nullable Failure failure) {
        if (failure == null) {
            succeeded();
        } else if (AGAINST_THE_HOST.contains(failure.code())) {
            failed(failure);
        } else if (probe && UNHEARD.contains(failure.code())) {
            failed(failure);
        } else if (probe) {
            succeeded();
        }
    }

    void abandoned() {
        if (probe) {
            failed(new Failure(FailureCode.TIMEOUT, "The probe was cancelled before its answer."));
        }
    }

    private void failed(Failure failure) {
        if (settled) {
            return;
        }
        settled = true;
        if (probe) {
            gate.probeSettled();
            outcome.fail(failure);
        } else {
            gate.failed();
        }
    }
}
