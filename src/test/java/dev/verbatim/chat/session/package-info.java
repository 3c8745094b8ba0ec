/** Tests of sessions without sockets. */
@NullMarked
package dev.verbatim.chat.session;

import org.jspecify.annotations.NullMarked;
