/**
 * The whole gateway under faults: killed, cut off from its database, told to leave, started on what cannot work. What is claimed afterwards is
 * read from three sides that know nothing of each other: what clients saw, what Postgres holds, what the provider was asked.
 */
@NullMarked
package dev.verbatim.faults;

import org.jspecify.annotations.NullMarked;
