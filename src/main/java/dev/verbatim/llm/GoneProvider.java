package dev.verbatim.llm;

import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.llm.provider.Provider;
import dev.verbatim.llm.provider.ProviderCall;
import dev.verbatim.llm.provider.ProviderListener;
import dev.verbatim.llm.provider.ProviderRequest;
import dev.verbatim.llm.provider.RefusedCall;
import io.vertx.core.Vertx;
import java.util.Objects;

/**
 * Stands for whom a claim names and who is no way to an answer any more: a key was refused, or is good again, since the claim was offered. Nothing
 * is sent, the attempt's row says so, and the next one is asked.
 */
final class GoneProvider implements Provider {
    @Override
    public ProviderCall open(ProviderRequest request, ProviderListener listener) {
        Failure failure = new Failure(FailureCode.PROVIDER_UNAVAILABLE, "It is not to be asked any more.");
        return RefusedCall.open(Objects.requireNonNull(Vertx.currentContext()), listener, failure);
    }
}
