package dev.verbatim.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.AttemptSoFar;
import dev.verbatim.contract.Usage;
import dev.verbatim.llm.provider.ProviderRequest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an attempt has come to beside its words, beat by beat. */
class AttemptTest {
    private static final int ROOM = 100;
    private static final ProviderRequest REQUEST = new ProviderRequest("m", null, List.of(), 1, null);
    private static final AttemptSoFar COUNTED = new AttemptSoFar(Usage.estimated(7, 1), List.of());

    private final Attempt attempt = new Attempt(1, null, new Answer(ROOM), () -> 0);

    @BeforeEach
    void open() {
        attempt.open(new ScriptedProvider(), REQUEST, false, null);
        attempt.counted(Usage.estimated(7, 1), false);
    }

    @Test
    void isToldUntilItIsStored() {
        assertThat(attempt.soFar(ROOM)).isEqualTo(COUNTED);
        assertThat(attempt.soFar(ROOM)).isEqualTo(COUNTED);

        attempt.soFarStored();

        assertThat(attempt.soFar(ROOM)).isNull();
    }

    @Test
    void aBeatThatHadNoRoomForItHasNotStoredWhatALostOneSaid() {
        assertThat(attempt.soFar(ROOM)).isEqualTo(COUNTED);
        assertThat(attempt.soFar(0)).isNull();

        attempt.soFarStored();

        assertThat(attempt.soFar(ROOM)).isEqualTo(COUNTED);
    }
}
