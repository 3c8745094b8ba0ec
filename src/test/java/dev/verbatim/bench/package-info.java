/**
 * Measures the gateway beside a bare Vert.x relay, on one machine and in one run: tokens per second, time to the first
 * token, latency per token, CPU per token, and every token that was lost, doubled or out of order.
 *
 * <p>Four kinds of process, so that none disturbs another's heap: {@link dev.verbatim.bench.Bench} conducts,
 * {@link dev.verbatim.bench.FastProvider} answers, {@link dev.verbatim.bench.LoadClient} asks, and the system under test
 * is between them. Provider and client have one thread each and share a core; the system has the other.
 *
 * <p>It measures from outside: nothing here may be known to the gateway, and nothing of the gateway is used here.
 */
@NullMarked
package dev.verbatim.bench;

import org.jspecify.annotations.NullMarked;
