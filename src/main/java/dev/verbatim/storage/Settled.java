package dev.verbatim.storage;

import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import io.vertx.core.Future;

/**
 * What became of one ask of a batch that was committed.
 *
 * @param answer completed
 * @param announce says the facts; run after the answer is on its way
 * @param announceLater says those whose revs come after all that the batch announces; run after all of it
 */
record Settled<R>(Future<R> answer, Runnable announce, Runnable announceLater) {
    static <R> Settled<R> of(R answer) {
        return of(answer, () -> {});
    }

    static <R> Settled<R> of(R answer, Runnable announce) {
        return of(answer, announce, () -> {});
    }

    static <R> Settled<R> of(R answer, Runnable announce, Runnable announceLater) {
        return new Settled<>(Future.succeededFuture(answer), announce, announceLater);
    }

    static <R> Settled<R> refused(FailureCode code, String text) {
        return refused(new Failure(code, text));
    }

    static <R> Settled<R> refused(Failure failure) {
        return new Settled<>(Future.failedFuture(failure), () -> {}, () -> {});
    }
}
