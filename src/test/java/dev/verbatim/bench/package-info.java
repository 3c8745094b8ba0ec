/**
 * Measures the gateway beside what it can be compared with, on one machine and in one run: a bare Vert.x relay, plain
 * inserts into the same Postgres, or itself under another load. It tells tokens and deliveries a second, time to the first
 * token, latency, spread between viewers, CPU and memory, what Postgres saved, and every token that was lost, doubled or
 * out of order.
 *
 * <p>Four kinds of process, so that none disturbs another's heap: {@link dev.verbatim.bench.Bench} conducts,
 * {@link dev.verbatim.bench.FastProvider} answers, {@link dev.verbatim.bench.LoadClient} (or
 * {@link dev.verbatim.bench.InsertClient}) asks, and the system under test is between them. Provider and client have one
 * thread each and share a core; the system has the other, with its Postgres.
 *
 * <p>A {@link dev.verbatim.bench.Scenario} says what is asked; a new one needs a
 * {@link dev.verbatim.bench.Crowd} that does it, and {@link dev.verbatim.bench.Figures} that tell about it.
 *
 * <p>It measures from outside: nothing here may be known to the gateway, and what measures uses nothing of the gateway.
 */
@NullMarked
package dev.verbatim.bench;

import org.jspecify.annotations.NullMarked;
