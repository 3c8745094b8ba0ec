package dev.verbatim.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.llm.provider.RecordedStreams.Recorded;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What must hold of every recorded answer, whatever its protocol. */
public final class ReplayAssertions {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ReplayAssertions() {}

    /** Text, finish reason and usage as expected; complete if and only if the end marker is there. */
    public static void assertReadAsExpected(Recorded recorded, Replay replay, boolean hasEndMarker) {
        ProviderEnd end = replay.end();
        JsonNode expected = recorded.expected();

        assertThat(replay.text)
                .as("text of %s", recorded)
                .hasToString(expected.path("text").asText());
        assertThat(replay.deltas).as("deltas of %s", recorded).allSatisfy(ReplayAssertions::assertFitToHandOn);
        assertUsage(recorded, expected.path("usage"), replay);
        assertToolCalls(recorded, expected.path("tools"), replay);
        String finish = end.rawReason() == null ? "" : end.rawReason();
        assertThat(finish)
                .as("finish of %s", recorded)
                .isEqualTo(expected.path("finish").asText());
        EndStatus status = hasEndMarker ? EndStatus.COMPLETE : EndStatus.INTERRUPTED;
        assertThat(end.status()).as("status of %s", recorded).isEqualTo(isFailed(recorded) ? EndStatus.FAILED : status);
    }

    private static boolean isFailed(Recorded recorded) {
        return recorded.features().contains("error-in-stream")
                || recorded.features().contains("non-json-data");
    }

    private static void assertToolCalls(Recorded recorded, JsonNode expected, Replay replay) {
        if (!expected.isArray()) {
            return;
        }
        List<String> wanted = new ArrayList<>();
        expected.forEach(call -> wanted.add(
                call.path("name").asText() + " " + compact(call.path("args").asText())));
        assertThat(replay.toolCalls)
                .as("tool calls of %s", recorded)
                .extracting(call -> call.name() + " " + compact(call.arguments()))
                .containsExactlyElementsOf(wanted);
    }

    /** JSON without its blanks; half of it as it is. */
    private static String compact(String arguments) {
        try {
            return JSON.readTree(arguments).toString();
        } catch (JsonProcessingException cut) {
            return arguments;
        }
    }

    private static void assertFitToHandOn(String delta) {
        assertThat(delta).isNotEmpty();
        assertThat(WellFormed.of(delta)).isEqualTo(delta);
    }

    private static void assertUsage(Recorded recorded, JsonNode expected, Replay replay) {
        if (!expected.isObject()) {
            assertThat(replay.usage).as("usage of %s", recorded).isNull();
            return;
        }
        long cached = recorded.expected().path("protocol").asText().equals("anthropic")
                ? expected.path("cr").asLong() + expected.path("cw").asLong()
                : 0;
        Usage usage = replay.usage;
        assertThat(usage).as("usage of %s", recorded).isNotNull();
        assertThat(usage.source()).isEqualTo(UsageSource.PROVIDER);
        assertThat(usage.inputTokens())
                .as("input of %s", recorded)
                .isEqualTo(expected.path("in").asLong() + cached);
        assertThat(usage.outputTokens())
                .as("output of %s", recorded)
                .isEqualTo(expected.path("out").asLong());
    }

    /** Cut after each event: never complete before the marker, and never a text that the whole does not begin with. */
    public static void assertNeverCompleteWhenCut(Recorded recorded, Protocol protocol, int markerEnd) {
        byte[] body = recorded.body();
        for (int cut : eventEnds(body)) {
            Replay replay = new Replay(protocol).feed(body, 0, cut);
            ProviderEnd end = replay.end();

            assertThat(recorded.expected().path("text").asText()).startsWith(replay.text.toString());
            if (cut < markerEnd) {
                assertThat(end.status()).as("%s cut at %d", recorded, cut).isEqualTo(EndStatus.INTERRUPTED);
                assertThat(end.failure()).as("%s cut at %d", recorded, cut).isNotNull();
                assertThat(end.failure().code()).isEqualTo(FailureCode.STREAM_CUT);
            }
        }
    }

    /** Where the first event ends whose bytes hold one of the markers; after the body's end if none does. */
    public static int endOfMarker(byte[] body, List<String> markers) {
        int start = 0;
        for (int end : eventEnds(body)) {
            String event = new String(body, start, end - start, StandardCharsets.UTF_8);
            if (markers.stream().anyMatch(event::contains)) {
                return end;
            }
            start = end;
        }
        return body.length + 1;
    }

    private static List<Integer> eventEnds(byte[] body) {
        List<Integer> ends = new ArrayList<>();
        for (int i = 1; i < body.length; i++) {
            boolean blank =
                    body[i] == '\n' && (body[i - 1] == '\n' || (i > 2 && body[i - 1] == '\r' && body[i - 2] == '\n'));
            if (blank) {
                ends.add(i + 1);
            }
        }
        return ends;
    }
}
