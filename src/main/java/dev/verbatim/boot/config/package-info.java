/**
 * From {@code conf/} and the environment to valid settings, or to every mistake at once. Used once, before anything runs; never logs a value.
 */
@NullMarked
package dev.verbatim.boot.config;

import org.jspecify.annotations.NullMarked;
