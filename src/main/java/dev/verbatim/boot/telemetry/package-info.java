/**
 * Traces: OpenTelemetry behind the contract's {@link dev.verbatim.contract.Tracing}, and providers whose calls are spans. Loaded and paid only where
 * {@code OTEL_EXPORTER_OTLP_ENDPOINT} is set. Any thread. It must never let a word of a conversation into a span.
 */
@NullMarked
package dev.verbatim.boot.telemetry;

import org.jspecify.annotations.NullMarked;
