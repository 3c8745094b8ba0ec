package dev.verbatim.llm.provider.http;

import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call as the circuit breaker sees it: it succeeds with the first content, so that a long answer does not hold back the others
 * while the breaker is half open, and fails with what came instead.
 *
 * <p>A cancelled call tells nothing, so its outcome is left open; only a probe must not be, or the breaker would wait for it
 * for ever: it counts as failed. On the call's context.
 */
final class Admission implements Supplier<Future<Void>> {
    private final Promise<Void> outcome = Promise.promise();
    private final boolean probe;
    private boolean granted;

    Admission(boolean probe) {
        this.probe = probe;
    }

    /** Called by the breaker if it lets the call through. */
    @Override
    public Future<Void> get() {
        granted = true;
        return outcome.future();
    }

    boolean granted() {
        return granted;
    }

    void succeeded() {
        outcome.tryComplete();
    }

    /** The call's end; null: it ended well. */
    void ended(@Nullable Failure failure) {
        if (failure == null) {
            outcome.tryComplete();
        } else {
            outcome.tryFail(failure);
        }
    }

    void abandoned() {
        if (probe) {
            outcome.tryFail(new Failure(FailureCode.TIMEOUT, "The probe was cancelled before its answer."));
        }
    }
}
