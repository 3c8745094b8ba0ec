package dev.verbatim.llm.provider;

import static dev.verbatim.llm.provider.ReplayAssertions.assertNeverCompleteWhenCut;
import static dev.verbatim.llm.provider.ReplayAssertions.assertReadAsExpected;
import static dev.verbatim.llm.provider.ReplayAssertions.endOfMarker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.llm.provider.RecordedStreams.Recorded;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every recorded stream of a protocol: read whole, byte by byte, and cut after every event. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIf(value = "present", disabledReason = "the recorded streams are not beside this repository")
public abstract class RecordedStreamsContract {
    private final Protocol protocol;
    private final String name;
    private final int atLeast;

    /**
     * @param name the protocol's name in the recordings
     * @param atLeast how many there are, so that none is lost unseen
     */
    protected RecordedStreamsContract(Protocol protocol, String name, int atLeast) {
        this.protocol = protocol;
        this.name = name;
        this.atLeast = atLeast;
    }

    static boolean present() {
        return RecordedStreams.present();
    }

    /** Any of these says that the answer is whole. */
    protected abstract List<String> markers(Recorded recorded);

    /** Whether the recording ends as the protocol wants it. */
    protected boolean hasMarker(Recorded recorded) {
        return !recorded.expected().path("finish").asText().isEmpty();
    }

    List<Recorded> streams() throws IOException {
        return RecordedStreams.of(name);
    }

    /** Those that hold nothing but JSON; what does not, fails where that comes. */
    List<Recorded> streamsOfJson() throws IOException {
        return streams().stream()
                .filter(recorded -> !recorded.features().contains("non-json-data"))
                .toList();
    }

    @Test
    void allAreThere() throws IOException {
        assertThat(streams()).hasSizeGreaterThanOrEqualTo(atLeast);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void readsItWhole(Recorded recorded) {
        Replay replay = new Replay(protocol).feed(recorded.body(), 0, recorded.body().length);

        assertReadAsExpected(recorded, replay, hasMarker(recorded));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void readsItOneByteAtATime(Recorded recorded) {
        Replay replay = new Replay(protocol).feedByteByByte(recorded.body());

        assertReadAsExpected(recorded, replay, hasMarker(recorded));
    }

    @ParameterizedTest
    @MethodSource("streamsOfJson")
    void neverCallsItCompleteWhenCut(Recorded recorded) {
        int end = hasMarker(recorded) ? endOfMarker(recorded.body(), markers(recorded)) : recorded.body().length + 1;

        assertNeverCompleteWhenCut(recorded, protocol, end);
    }
}
