/** Tests of what is written down of the doors. */
@NullMarked
package dev.verbatim.chat.audit;

import org.jspecify.annotations.NullMarked;
