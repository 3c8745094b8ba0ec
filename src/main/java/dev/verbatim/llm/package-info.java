/**
 * Models: whoever owns a reply, from its claim to its only ending.
 *
 * <p>Each {@link dev.verbatim.llm.LlmVerticle} instance owns replies of its own and shares nothing with the others but the bus, Postgres
 * and the providers' connections. Everything of an instance happens on its event loop; only counting tokens leaves it. A reply
 * lives here as a {@code ReplyRun}: claimed in Postgres, asked of a provider, told to its watchers delta by delta, ended once, forgotten.
 * Its lease is renewed by the {@code LeaseKeeper}; endings that the database cannot take yet wait in {@code Endings}.
 *
 * <p>Nothing here knows a wire format, a browser or SQL: those are {@code llm.provider}, {@code chat} and {@code storage}.
 */
@NullMarked
package dev.verbatim.llm;

import org.jspecify.annotations.NullMarked;
