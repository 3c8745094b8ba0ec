/**
 * How to ask a model: one request to one provider, streamed, timed, guarded by a breaker, and ended exactly once.
 *
 * <p>{@link dev.verbatim.llm.provider.http.Providers} builds a {@link dev.verbatim.llm.provider.ProviderDirectory} once per JVM;
 * all LLM verticles share it, and with it one web client and one circuit breaker per endpoint. A call's callbacks come on
 * the Vert.x context that opened it. The wire formats are in the sub-packages, one per protocol, and nowhere else. There
 * is no retry and no fallback here: one call is one attempt.
 */
@NullMarked
package dev.verbatim.llm.provider;

import org.jspecify.annotations.NullMarked;
