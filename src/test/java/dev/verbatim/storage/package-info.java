/** Storage against a real Postgres, asked over the bus as everybody asks it. */
@NullMarked
package dev.verbatim.storage;

import org.jspecify.annotations.NullMarked;
