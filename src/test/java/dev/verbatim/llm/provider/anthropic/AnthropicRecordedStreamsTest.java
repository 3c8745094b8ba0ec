package dev.verbatim.llm.provider.anthropic;

import static dev.verbatim.llm.provider.ReplayAssertions.assertNeverCompleteWhenCut;
import static dev.verbatim.llm.provider.ReplayAssertions.assertReadAsExpected;
import static dev.verbatim.llm.provider.ReplayAssertions.endOfMarker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.llm.provider.RecordedStreams;
import dev.verbatim.llm.provider.RecordedStreams.Recorded;
import dev.verbatim.llm.provider.Replay;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages, as they were recorded. */
@EnabledIf(value = "present", disabledReason = "the recorded streams are not beside this repository")
class AnthropicRecordedStreamsTest {
    private static final AnthropicProtocol PROTOCOL = new AnthropicProtocol();
    private static final List<String> MARKER = List.of("\"message_stop\"");

    static boolean present() {
        return RecordedStreams.present();
    }

    static List<Recorded> streams() throws IOException {
        return RecordedStreams.of("anthropic");
    }

    @Test
    void allAreThere() throws IOException {
        assertThat(streams()).hasSizeGreaterThanOrEqualTo(37);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void readsItWhole(Recorded recorded) {
        Replay replay = new Replay(PROTOCOL).feed(recorded.body(), 0, recorded.body().length);

        assertReadAsExpected(recorded, replay, hasMarker(recorded));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void readsItOneByteAtATime(Recorded recorded) {
        Replay replay = new Replay(PROTOCOL).feedByteByByte(recorded.body());

        assertReadAsExpected(recorded, replay, hasMarker(recorded));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void neverCallsItCompleteWhenCut(Recorded recorded) {
        assertNeverCompleteWhenCut(recorded, PROTOCOL, endOfMarker(recorded.body(), MARKER));
    }

    private static boolean hasMarker(Recorded recorded) {
        return endOfMarker(recorded.body(), MARKER) <= recorded.body().length;
    }
}
