/**
 * Who somebody is: tokens are verified and, for guests, made. Stateless, on any event loop; each chat verticle has its own. It must not
 * decide what an identity may do: that is storage's, room by room.
 */
@NullMarked
package dev.verbatim.chat.auth;

import org.jspecify.annotations.NullMarked;
