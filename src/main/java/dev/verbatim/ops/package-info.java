/**
 * What operators and their machines read: liveness, readiness and metrics, on a port of their own that stays open until everything else is
 * down. Counts from the public facts, so that it needs nothing of the other rooms. No user text and no room names leave here.
 */
@NullMarked
package dev.verbatim.ops;

import org.jspecify.annotations.NullMarked;
