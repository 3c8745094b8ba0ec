package dev.verbatim.llm;

import dev.verbatim.contract.EndReason;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.llm.provider.ProviderEnd;
import org.jspecify.annotations.Nullable;

/**
 * How a reply ends, decided once.
 *
 * @param reason set for a complete one only
 * @param stoppedBy set for a stopped one only; null there too where nobody looked any more
 * @param failure set for failed and interrupted ones
 */
record Verdict(
        EndStatus status,
        @Nullable EndReason reason,
        @Nullable String rawReason,
        @Nullable String stoppedBy,
        @Nullable Failure failure) {

    /** The provider's own ending. */
    static Verdict of(ProviderEnd end) {
        return new Verdict(end.status(), end.reason(), end.rawReason(), null, end.failure());
    }

    /**
     * Stopped.
     *
     * @param userId null: nobody looked any more
     */
    static Verdict stopped(@Nullable String userId) {
        return new Verdict(EndStatus.STOPPED, null, null, userId, null);
    }

    static Verdict failed(Failure failure) {
        return new Verdict(EndStatus.FAILED, null, null, null, failure);
    }

    /** Cut at our own limit: no end marker was seen, so that it is not complete, and nothing failed, so that it is not failed. */
    static Verdict tooLong() {
        Failure failure = new Failure(FailureCode.LIMIT_EXCEEDED, "The answer is longer than this server keeps.");
        return new Verdict(EndStatus.INTERRUPTED, null, null, null, failure);
    }

    /** An attempt that was given the beginning of the answer and said it again: what it says is not what goes there. */
    static Verdict echo() {
        Failure failure =
                new Failure(FailureCode.BAD_RESPONSE, "The model began its answer again instead of going on.");
        return new Verdict(EndStatus.INTERRUPTED, null, null, null, failure);
    }

    /** For the attempt's row. */
    @Nullable
    FailureCode code() {
        return failure == null ? null : failure.code();
    }

    /** For the reply: only a failed one has an error that people are told. */
    @Nullable
    Failure error() {
        return status == EndStatus.FAILED ? failure : null;
    }
}
