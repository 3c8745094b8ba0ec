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

/** Responses of OpenAI and of servers that imitate it, as they were recorded. */
@EnabledIf(value = "present", disabledReason = "the recorded streams are not beside this repository")
class ResponsesRecordedStreamsTest {
    private static final ResponsesProtocol PROTOCOL = new ResponsesProtocol();
    private static final List<String> MARKERS =
            List.of("\"type\":\"response.completed\"", "\"type\": \"response.completed\"");

    static boolean present() {
        return RecordedStreams.present();
    }

    static List<Recorded> streams() throws IOException {
        return RecordedStreams.of("openai-responses");
    }

    @Test
    void allAreThere() throws IOException {
        assertThat(streams()).hasSizeGreaterThanOrEqualTo(41);
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

    /** Those that hold nothing but JSON; what does not, fails where that comes. */
    static List<Recorded> streamsOfJson() throws IOException {
        return streams().stream()
                .filter(recorded -> !recorded.features().contains("non-json-data"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("streamsOfJson")
    void neverCallsItCompleteWhenCut(Recorded recorded) {
        int end = hasMarker(recorded) ? endOfMarker(recorded.body(), MARKERS) : recorded.body().length + 1;

        assertNeverCompleteWhenCut(recorded, PROTOCOL, end);
    }

    private static boolean hasMarker(Recorded recorded) {
        return !recorded.expected().path("finish").asText().isEmpty();
    }
}
