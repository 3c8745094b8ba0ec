/**
 * What happened at the doors, for whoever has to answer for it: the logger {@code audit}. Each chat verticle has its own log of it, on its event loop. It
 * never holds a token or a word of a message, and decides nothing.
 */
@NullMarked
package dev.verbatim.chat.audit;

import org.jspecify.annotations.NullMarked;
