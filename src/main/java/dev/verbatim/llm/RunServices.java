package dev.verbatim.llm;

import dev.verbatim.contract.MessageBus;
import java.util.function.LongSupplier;

/**
 * What every run of an instance works with.
 *
 * @param clock milliseconds that never go back
 * @param maxAnswerChars longest answer, in UTF-16 code units of all its kinds
 */
record RunServices(
        Claims claims, Prompts prompts, Endings endings, MessageBus bus, LongSupplier clock, int maxAnswerChars) {}
