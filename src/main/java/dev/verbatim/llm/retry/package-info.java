/**
 * Whether and when a provider is asked again. Pure: no clock, no timer, no request; who runs the attempts does what is said here. Any thread.
 */
@NullMarked
package dev.verbatim.llm.retry;

import org.jspecify.annotations.NullMarked;
