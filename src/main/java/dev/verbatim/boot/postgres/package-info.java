/**
 * The database before the gateway may use it: an embedded Postgres for those who brought none, the schema's migrations,
 * and the checks of a database that was brought.
 *
 * <p>Thread: everything here blocks and is called by boot on a thread of its own, never on an event loop. Lifecycle:
 * {@link dev.verbatim.boot.postgres.EmbeddedPostgres} is opened first and closed last; the rest holds nothing between
 * calls. Must not: answer requests, pool connections, or run any SQL but migrations and checks (that is storage's, over
 * vertx-pg-client).
 */
@NullMarked
package dev.verbatim.boot.postgres;

import org.jspecify.annotations.NullMarked;
