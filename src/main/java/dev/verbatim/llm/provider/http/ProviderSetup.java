package dev.verbatim.llm.provider.http;

import dev.verbatim.config.ProviderLimits;
import dev.verbatim.config.RoutingSettings;
import dev.verbatim.llm.provider.ProviderStateListener;
import io.vertx.core.Vertx;
import java.util.function.LongSupplier;

/**
 * What all providers of a node have in common.
 *
 * @param nanos a clock that only goes forward, in nanoseconds
 */
record ProviderSetup(
        Vertx vertx,
        ProviderLimits limits,
        RoutingSettings routing,
        ProviderStateListener stateListener,
        LongSupplier nanos) {}
