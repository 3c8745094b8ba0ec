package dev.verbatim.llm;

import io.vertx.core.Vertx;
import java.util.function.LongSupplier;

/**
 * What every fold of an instance works with.
 *
 * @param storage repeats what may be repeated
 * @param clock milliseconds that never go back
 * @param maxChars longest summary, in UTF-16 code units
 */
record FoldServices(
        Vertx vertx, ReplyStore store, AskAgain storage, Prompts prompts, LongSupplier clock, int maxChars) {}
