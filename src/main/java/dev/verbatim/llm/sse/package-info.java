/**
 * Bytes to server-sent events, as the WHATWG HTML standard (section 9.2.6) parses them.
 *
 * <p>One {@link dev.verbatim.llm.sse.SseParser} per response body, on whatever thread feeds it. This package knows neither
 * HTTP nor any provider, and makes no object per event.
 */
@NullMarked
package dev.verbatim.llm.sse;

import org.jspecify.annotations.NullMarked;
