package dev.verbatim.llm.provider.openai;

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

/** Chat completions of some twenty servers, as they were recorded. */
@EnabledIf(value = "present", disabledReason = "the recorded streams are not beside this repository")
class OpenAiRecordedStreamsTest {
    private static final OpenAiProtocol PROTOCOL = new OpenAiProtocol("max_tokens", false);

    static boolean present() {
        return RecordedStreams.present();
    }

    static List<Recorded> streams() throws IOException {
        return RecordedStreams.of("openai-chat");
    }

    @Test
    void allAreThere() throws IOException {
        assertThat(streams()).hasSizeGreaterThanOrEqualTo(90);
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
        assertNeverCompleteWhenCut(recorded, PROTOCOL, markerEnd(recorded));
    }

    private static boolean hasMarker(Recorded recorded) {
        return !recorded.expected().path("finish").asText().isEmpty();
    }

    private static int markerEnd(Recorded recorded) {
        if (!hasMarker(recorded)) {
            return recorded.body().length + 1;
        }
        String finish = recorded.expected().path("finish").asText();
        return endOfMarker(
                recorded.body(),
                List.of("\"finish_reason\":\"" + finish + "\"", "\"finish_reason\": \"" + finish + "\""));
    }
}
