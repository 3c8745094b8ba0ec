/** Several gateways on one bus, each a process of its own. */
@NullMarked
package dev.verbatim.cluster;

import org.jspecify.annotations.NullMarked;
