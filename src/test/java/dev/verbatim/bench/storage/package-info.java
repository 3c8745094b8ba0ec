/**
 * What storage costs without chat and llm: its verticles are asked over the bus of the same process, as fast as they answer, on a durable
 * Postgres. Threads: the main one waits, one event loop asks, storage has its own. Not part of the gateway.
 */
@NullMarked
package dev.verbatim.bench.storage;

import org.jspecify.annotations.NullMarked;
