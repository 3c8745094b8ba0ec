/**
 * A person at a terminal in one room: what the page does, in text. All decisions are made on the main thread, one {@link dev.verbatim.cli.chat.Turns turn} after
 * the other; the socket's and the keyboard's threads only add turns. Speaks the public frames like any other client and knows nothing of the server's rooms.
 */
@NullMarked
package dev.verbatim.cli.chat;

import org.jspecify.annotations.NullMarked;
