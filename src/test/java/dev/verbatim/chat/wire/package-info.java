/** Tests of the chat wire. */
@NullMarked
package dev.verbatim.chat.wire;

import org.jspecify.annotations.NullMarked;
