/**
 * The chat wire: a client's frames as records, the server's frames as text.
 *
 * <p>Pure functions over strings, used on any thread. It knows no session, no room and no transport, and decides nothing: what
 * is wrong with a frame is said as a {@link dev.verbatim.contract.Failure} that names the field.
 */
@NullMarked
package dev.verbatim.chat.wire;

import org.jspecify.annotations.NullMarked;
