/** What tests of several rooms share: a real Postgres. Used from test threads only; nothing here outlives the test JVM. */
@NullMarked
package dev.verbatim.testing;

import org.jspecify.annotations.NullMarked;
