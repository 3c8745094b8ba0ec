/** Tests of connections and their queues. */
@NullMarked
package dev.verbatim.chat.connection;

import org.jspecify.annotations.NullMarked;
