/**
 * The public port: the page, guests, and the two ways into the chat. Decides how many connections there may be, how long a request may
 * take and which origin may come in, in front of every transport, and sets the headers that keep a browser safe. On the verticle's event loop. Knows no frame and no room: a connection is handed to
 * {@link dev.verbatim.chat.session.Sessions}.
 */
@NullMarked
package dev.verbatim.chat.http;

import org.jspecify.annotations.NullMarked;
