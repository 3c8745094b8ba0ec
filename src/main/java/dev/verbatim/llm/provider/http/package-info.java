/**
 * Providers over HTTP: one web client and one circuit breaker per endpoint and JVM, shared by all LLM verticles, and the call that
 * puts client, breaker, timers, parser and decoder together.
 *
 * <p>{@link dev.verbatim.llm.provider.http.Providers} builds everything; nothing else is public. A call runs on the context
 * that opened it and leaves nothing behind: no timer, no socket, no pool slot. Nothing here knows a wire format, retries, or
 * follows a redirect.
 */
@NullMarked
package dev.verbatim.llm.provider.http;

import org.jspecify.annotations.NullMarked;
