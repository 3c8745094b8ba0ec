/**
 * The settings, as immutable records that are valid once built; one per section of {@code conf/verbatim.yaml}, where each key has its
 * meaning, default and environment name. Reading and checking them is boot's work; durations are in milliseconds where the name says
 * so, sizes in bytes or counts.
 */
@NullMarked
package dev.verbatim.config;

import org.jspecify.annotations.NullMarked;
