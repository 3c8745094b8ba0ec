/** The program's entry; everything else is in the rooms below it. */
@NullMarked
package dev.verbatim;

import org.jspecify.annotations.NullMarked;
