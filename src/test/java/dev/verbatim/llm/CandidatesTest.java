package dev.verbatim.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.FailureCode;
import dev.verbatim.llm.provider.ModelLimits;
import dev.verbatim.llm.provider.Route;
import dev.verbatim.llm.retry.NextStep;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two keys of one provider and another provider: whom a failure speaks against besides who was asked. */
class CandidatesTest {
    private static final ModelLimits LIMITS = new ModelLimits(10_000, 500, null);

    private final ScriptedProvider secondKey = new ScriptedProvider();
    private final ScriptedProvider elsewhere = new ScriptedProvider();
    private final Candidates candidates = new Candidates(List.of(
            new Route("one", "big", new ScriptedProvider(), LIMITS, false),
            new Route("one", "big", secondKey, LIMITS, false),
            new Route("two", "big", elsewhere, LIMITS, true)));

    private Route nextAfter(FailureCode code) {
        assertThat(candidates.course(code, false).othersLeft()).isTrue();
        candidates.take(NextStep.Kind.NEXT_ROUTE);
        return candidates.current();
    }

    @ParameterizedTest
    @EnumSource(names = {"PROVIDER_AUTH", "PROVIDER_QUOTA", "PROVIDER_RATE_LIMITED"})
    void whatSpeaksOfTheKeyIsTriedWithTheNextOne(FailureCode code) {
        assertThat(nextAfter(code).provider()).isSameAs(secondKey);
    }

    @ParameterizedTest
    @EnumSource(names = {"PROVIDER_UNAVAILABLE", "TIMEOUT", "BAD_RESPONSE", "STREAM_CUT", "AT_CAPACITY"})
    void whatSpeaksOfTheHostOrItsQueueIsTriedElsewhere(FailureCode code) {
        assertThat(nextAfter(code).provider()).isSameAs(elsewhere);
    }
}
