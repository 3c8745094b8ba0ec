/** What tests of several rooms share: a real Postgres, a provider that misbehaves on request. Nothing here outlives the test JVM. */
@NullMarked
package dev.verbatim.testing;

import org.jspecify.annotations.NullMarked;
