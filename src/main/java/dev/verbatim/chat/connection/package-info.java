/**
 * One browser's line, whatever the transport: text in, text out, a close with a code.
 *
 * <p>{@link dev.verbatim.chat.connection.Outbound} is the bounded queue of what goes out; what comes in is bounded by
 * {@link dev.verbatim.chat.connection.WebSocketConnection} or, over HTTP, by the server. Everything here belongs to one event
 * loop and is never shared; it ends with its connection. It must not know what a frame means.
 */
@NullMarked
package dev.verbatim.chat.connection;

import org.jspecify.annotations.NullMarked;
