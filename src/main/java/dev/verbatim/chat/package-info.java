/**
 * Browsers: how people come in, what they may say, and how every word reaches everybody who looks.
 *
 * <p>{@link dev.verbatim.chat.ChatVerticle} puts the parts together on one event loop: {@code http} (the port), {@code session} (one client),
 * {@code room} (facts and deltas, fanned out), over {@code connection}, {@code wire} and {@code auth}. All of it lives as long as its
 * verticle and is never shared between threads, but for {@link dev.verbatim.chat.session.Drain}. It keeps no truth: what counts is in
 * Postgres, asked through the bus. It must not know providers or SQL.
 */
@NullMarked
package dev.verbatim.chat;

import org.jspecify.annotations.NullMarked;
