package dev.verbatim.storage;

import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import io.vertx.core.Future;

/**
 * What became of one ask of a batch that was committed.
 *
 * @param answer completed
 * @param announce says the facts; run after the answer is on its way
 */
record Settled<R>(Future<R> answer, Runnable announce) {
    static <R> Settled<R> of(R answer) {
        return new Settled<>(Future.succeededFuture(answer), () -> {});
    }

    static <R> Settled<R> of(R answer, Runnable announce) {
        return new Settled<>(Future.succeededFuture(answer), announce);
    }

    static <R> Settled<R> refused(FailureCode code, String text) {
        return refused(new Failure(code, text));
    }

    static <R> Settled<R> refused(Failure failure) {
        return new Settled<>(Future.failedFuture(failure), () -> {});
    }
}
