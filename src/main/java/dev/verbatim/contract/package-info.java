/**
 * The public event bus: what any service needs to follow a running Verbatim, and nothing else (JDK and vertx-core only).
 *
 * <p>{@link dev.verbatim.contract.Topics} is the catalogue: who says what where. {@link dev.verbatim.contract.MessageBus} is
 * the only class that touches the event bus. Records are immutable and shared by reference within a JVM; between JVMs they
 * travel as versioned JSON in which unknown fields and values are ignored.
 */
@NullMarked
package dev.verbatim.contract;

import org.jspecify.annotations.NullMarked;
