/** Settings that can be wrong by themselves. */
@NullMarked
package dev.verbatim.config;

import org.jspecify.annotations.NullMarked;
