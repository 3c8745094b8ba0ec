/**
 * A provider for a first run without a key: an HTTP server on loopback that speaks the real wires of OpenAI chat
 * completions and Anthropic messages. No model is behind it, and every answer says so.
 *
 * <p>What it says comes from {@code demo.answer}; this package owns HTTP, the two wire formats and the pace.
 *
 * <p>Thread: one event loop, that of the {@link dev.verbatim.demo.DemoVerticle}. Lifecycle: deployed by {@code boot}
 * when wanted; each request is forgotten when its answer ends or its client goes.
 *
 * <p>It must not: be known to {@code llm} other than as an entry of the catalogue, listen beyond loopback, remember
 * anything between requests, ask for or log keys, or log what people write.
 */
@NullMarked
package dev.verbatim.demo;

import org.jspecify.annotations.NullMarked;
