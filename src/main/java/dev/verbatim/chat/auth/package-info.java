/**
 * Who somebody is and what their token is good for: keys, tokens verified and made. {@link dev.verbatim.chat.auth.Tokens} is each chat verticle's own, on
 * its event loop; the {@link dev.verbatim.chat.auth.KeyRing} is the node's, any thread. It fetches nothing, and must not decide what an identity may
 * do in a room: that is storage's, room by room.
 */
@NullMarked
package dev.verbatim.chat.auth;

import org.jspecify.annotations.NullMarked;
