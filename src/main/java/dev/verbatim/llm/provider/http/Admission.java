package dev.verbatim.llm.provider.http;

import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call as the circuit breaker sees it: it succeeds with the first content, so that a long answer does not hold back the others
 * while the breaker is half open, and fails with what came instead, if that speaks against the host.
 *
 * <p>What speaks against the request, the key or the model (4xx, 429, filters), or tells nothing (cancelled, no free connection), is
 * left without an outcome: as a success it would make the breaker forget the failures that it counted. Only a probe must have one,
 * or the breaker would wait for it for ever: it succeeds if the host answered anything. On the call's context.
 */
final class Admission implements Supplier<Future<Void>> {
    private static final Set<FailureCode> AGAINST_THE_HOST = EnumSet.of(
            FailureCode.PROVIDER_UNAVAILABLE, FailureCode.TIMEOUT, FailureCode.STREAM_CUT, FailureCode.BAD_RESPONSE);
    private static final Set<FailureCode> UNHEARD = EnumSet.of(FailureCode.AT_CAPACITY, FailureCode.INTERNAL);

    private final Promise<Void> outcome = Promise.promise();
    private final BooleanSupplier halfOpen;
    private boolean granted;
    private boolean probe;

    /**
     * Not granted yet.
     *
     * @param halfOpen asked in the moment of the grant: before it, the breaker may still be open
     */
    Admission(BooleanSupplier halfOpen) {
        this.halfOpen = halfOpen;
    }

    /** Called by the breaker if it lets the call through. */
    @Override
    public Future<Void> get() {
        granted = true;
        probe = halfOpen.getAsBoolean();
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
        } else if (AGAINST_THE_HOST.contains(failure.code())) {
            outcome.tryFail(failure);
        } else if (probe && UNHEARD.contains(failure.code())) {
            outcome.tryFail(failure);
        } else if (probe) {
            outcome.tryComplete();
        }
    }

    void abandoned() {
        if (probe) {
            outcome.tryFail(new Failure(FailureCode.TIMEOUT, "The probe was cancelled before its answer."));
        }
    }
}
