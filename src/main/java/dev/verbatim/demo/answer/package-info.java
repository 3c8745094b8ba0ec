/**
 * What the demo provider says: a pure function from the conversation that was sent to a text in its language.
 *
 * <p>Thread: any; all classes are immutable. Lifecycle: none. The same conversation always gets the same answer.
 *
 * <p>It must not: do input or output, read a clock or draw random numbers, keep anything between two calls, or claim
 * to be a model.
 */
@NullMarked
package dev.verbatim.demo.answer;

import org.jspecify.annotations.NullMarked;
