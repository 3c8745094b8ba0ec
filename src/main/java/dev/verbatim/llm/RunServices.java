package dev.verbatim.llm;

import dev.verbatim.contract.MessageBus;
import dev.verbatim.llm.retry.RetryRules;
import io.vertx.core.Vertx;
import java.util.function.LongSupplier;

/**
 * What every run of an instance works with.
 *
 * @param clock milliseconds that never go back
 * @param maxAnswerChars longest answer, in UTF-16 code units of all its kinds
 */
record RunServices(
        Vertx vertx,
        MessageBus bus,
        ReplyStore store,
        Claims claims,
        Prompts prompts,
        Endings endings,
        Folds folds,
        RetryRules rules,
        LongSupplier clock,
        int maxAnswerChars) {}
