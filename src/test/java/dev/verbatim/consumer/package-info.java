/**
 * An example of a service that follows a running Verbatim: it needs the contract's jar, vertx-core and vertx-hazelcast, and may be copied. {@code
 * ClusterIT} runs it.
 */
@NullMarked
package dev.verbatim.consumer;

import org.jspecify.annotations.NullMarked;
