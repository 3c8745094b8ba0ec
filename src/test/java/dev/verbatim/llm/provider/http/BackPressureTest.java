package dev.verbatim.llm.provider.http;

import static dev.verbatim.llm.provider.CallRecorder.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.Catalogue;
import dev.verbatim.config.ProviderLimits;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.llm.provider.CallRecorder;
import dev.verbatim.llm.provider.Provider;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * We never slow a provider down by ourselves, but a loop of ours that stands still is felt as far as the provider's socket: what it has not read waits
 * in the kernel, not in our heap (FAULTS A22).
 */
class BackPressureTest {
    private static final long FLOOD = 48L << 20;
    /** One connection, so that the second request goes over the first one's. */
    private static final ProviderLimits ONE = new ProviderLimits(ProviderHouse.PATIENT, 1, 3, 60_000, 60_000);

    private final CountDownLatch moving = new CountDownLatch(1);

    private void standStill() {
        try {
            moving.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** In the turn of that word: later there might be no more to come. */
    private CallRecorder openAndStandStillAtTheFirstWord(Context own, Provider provider) {
        return await(Future.future(opened -> own.runOnContext(turn -> {
            CallRecorder call = CallRecorder.open(own, provider, "answer");
            call.firstDelta().onSuccess(first -> standStill());
            opened.complete(call);
        })));
    }

    @ParameterizedTest(name = "over another loop''s connection: {0}")
    @ValueSource(booleans = {false, true})
    void aProviderCanSendNoMoreThanIsRead(boolean anothers) {
        try (FloodServer server = new FloodServer(FLOOD);
                ProviderHouse house = new ProviderHouse(ONE)) {
            Provider provider = Providers.create(
                            house.vertx,
                            new Catalogue(List.of(ProviderHouse.entry("openai", server.baseUrl())), List.of()),
                            house.limits,
                            house.routing,
                            (name, key, state) -> {})
                    .resolve(null)
                    .provider();
            Context own = house.vertx.getOrCreateContext();
            Context first = anothers ? house.vertx.getOrCreateContext() : own;
            assertThat(CallRecorder.open(first, provider, "answer").end().status())
                    .isEqualTo(EndStatus.COMPLETE);

            CallRecorder call = openAndStandStillAtTheFirstWord(own, provider);
            Awaitility.await().until(() -> !call.deltas().isEmpty());
            long taken = server.whenItStands();
            moving.countDown();

            assertThat(taken).isLessThan(FLOOD / 2);
            call.assertFailed(EndStatus.INTERRUPTED, FailureCode.STREAM_CUT);
            assertThat(call.deltas().stream().mapToLong(String::length).sum()).isGreaterThanOrEqualTo(FLOOD);
        }
    }
}
