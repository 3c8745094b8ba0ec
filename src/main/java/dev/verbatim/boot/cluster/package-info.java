/**
 * The bus over several nodes, with Hazelcast. Nothing here is loaded by a node that stands alone. It knows addresses and timings, no message and
 * no room; what is to outlive a node is in Postgres.
 */
@NullMarked
package dev.verbatim.boot.cluster;

import org.jspecify.annotations.NullMarked;
