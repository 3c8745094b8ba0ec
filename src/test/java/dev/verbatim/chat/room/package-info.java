/** Tests of rooms without sockets. */
@NullMarked
package dev.verbatim.chat.room;

import org.jspecify.annotations.NullMarked;
