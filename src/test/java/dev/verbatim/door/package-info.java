/** Tests of every way into a running gateway: what is let in, what is not, and that what is not leaves nothing behind. */
@NullMarked
package dev.verbatim.door;

import org.jspecify.annotations.NullMarked;
