/** Tests of rooms and people in a running gateway, over both doors. */
@NullMarked
package dev.verbatim.rooms;

import org.jspecify.annotations.NullMarked;
