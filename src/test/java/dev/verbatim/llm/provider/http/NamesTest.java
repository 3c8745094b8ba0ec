package dev.verbatim.llm.provider.http;

import static dev.verbatim.contract.EndStatus.FAILED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verbatim.config.ProviderTimeouts;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.llm.provider.CallRecorder;
import org.junit.jupiter.api.Test;

/** Providers are known by names, and who knows the names may be slow, wrong or away (FAULTS A8). */
class NamesTest {
    private static final long LONG = 20_000;
    private static final ProviderTimeouts HASTY = new ProviderTimeouts(LONG, 300, LONG, LONG, LONG);

    @Test
    void anUnknownNameIsAProviderThatCannotBeReachedAndNothingIsSent() {
        try (NameServer names = new NameServer(NameServer.Mood.KNOWS_NONE);
                ProviderHouse house = new ProviderHouse(names.client(), ProviderHouse.PATIENT)) {
            CallRecorder call = house.openAt("http://models.example/v1", "answer")
                    .assertFailed(FAILED, FailureCode.PROVIDER_UNAVAILABLE);

            assertThat(call.end().sent()).isFalse();
            assertThat(call.end().failure().text())
                    .contains("its name is not known")
                    .doesNotContain("models.example");
            assertThat(names.asked()).isPositive();
        }
    }

    @Test
    void aNameServerThatSaysNothingHoldsUpThatCallForItsLimitAndNobodyElse() {
        try (NameServer names = new NameServer(NameServer.Mood.SILENT)) {
            ManualClock clock = new ManualClock(names.client());
            try (ProviderHouse house = new ProviderHouse(clock, HASTY)) {
                CallRecorder waiting = house.openAt("http://models.example/v1", "answer");
                await().until(() -> names.asked() > 0);

                house.open("openai", "answer-3").assertComplete(3);
                clock.passUntilEnded(waiting, 100);

                waiting.assertFailed(FAILED, FailureCode.TIMEOUT);
                assertThat(waiting.end().sent()).isFalse();
            }
        }
    }

    @Test
    void aNameThatIsKnownIsAskedThere() {
        try (NameServer names = new NameServer(NameServer.Mood.KNOWS_ALL);
                ProviderHouse house = new ProviderHouse(names.client(), ProviderHouse.PATIENT)) {
            house.openAt("http://models.example:" + house.faulty.port() + "/v1", "answer-3")
                    .assertComplete(3);

            assertThat(house.faulty.attempts().get(0).header("host"))
                    .isEqualTo("models.example:" + house.faulty.port());
        }
    }
}
