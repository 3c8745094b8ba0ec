package dev.verbatim.llm.provider;

import dev.verbatim.contract.EndReason;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended.
 *
 * @param status {@code COMPLETE} only with the provider's own end marker; {@code INTERRUPTED}: the stream was cut, or fell
 *     silent after its first content; {@code FAILED}: an error was reported, or no stream came
 * @param reason set if and only if the status is {@code COMPLETE}
 * @param rawReason the provider's own word for it, where it gave one
 * @param failure set if and only if the status is not {@code COMPLETE}
 * @param requestId the provider's id of the request, for its support, where its response named one
 * @param sent whether the request may have reached the provider; false only where it is known that it did not
 * @param hint what decides whether it is worth asking again
 */
public record ProviderEnd(
        EndStatus status,
        @Nullable EndReason reason,
        @Nullable String rawReason,
        @Nullable Failure failure,
        @Nullable String requestId,
        boolean sent,
        RetryHint hint) {

    /** An end that says nothing about asking again. */
    public ProviderEnd(
            EndStatus status,
            @Nullable EndReason reason,
            @Nullable String rawReason,
            @Nullable Failure failure,
            @Nullable String requestId,
            boolean sent) {
        this(status, reason, rawReason, failure, requestId, sent, RetryHint.NONE);
    }

    /** The same end, with what decides whether it is worth asking again. */
    public ProviderEnd with(RetryHint other) {
        return new ProviderEnd(status, reason, rawReason, failure, requestId, sent, other);
    }
}
