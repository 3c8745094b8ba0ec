package dev.verbatim.llm.retry;

import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import dev.verbatim.llm.provider.RetryHint;

/**
 * How an attempt came to nothing.
 *
 * @param status {@code INTERRUPTED}: no end marker; {@code FAILED}: an error was reported, or no stream came
 * @param sent whether its request may have reached the provider
 * @param begun whether viewers have seen content of it
 */
public record Setback(EndStatus status, Failure failure, RetryHint hint, boolean sent, boolean begun) {}
