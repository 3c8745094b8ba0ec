package dev.verbatim.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.llm.provider.anthropic.AnthropicProtocol;
import dev.verbatim.llm.provider.openai.OpenAiProtocol;
import dev.verbatim.llm.provider.openai.ResponsesProtocol;
import dev.verbatim.llm.sse.SseParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Any bytes at all. As a test it runs what lies in {@code StreamFuzzTestInputs}: of what was found, as little as goes every way
 * that any of it went ({@code -merge=1 -use_counters=0}). With {@code JAZZER_FUZZ=1} it looks for more, one method at a time.
 */
class StreamFuzzTest {
    private static final int MAX_EVENT = 1 << 16;

    @FuzzTest(maxDuration = "10m")
    void anEventStreamIsTheSameHoweverItIsCut(byte[] bytes) {
        List<String> whole = new ArrayList<>();
        List<String> cut = new ArrayList<>();
        SseParser ofWhole = parser(whole);
        SseParser ofCut = parser(cut);

        boolean accepted = ofWhole.feed(bytes, 0, bytes.length);
        boolean acceptedCut = true;
        for (int i = 0; i < bytes.length; i++) {
            acceptedCut &= ofCut.feed(bytes, i, 1);
        }
        ofWhole.end();
        ofCut.end();

        assertThat(cut).isEqualTo(whole);
        assertThat(acceptedCut).isEqualTo(accepted);
    }

    private static SseParser parser(List<String> events) {
        return new SseParser(
                (name, data, offset, length) ->
                        events.add(name + ' ' + new String(data, offset, length, StandardCharsets.ISO_8859_1)),
                MAX_EVENT);
    }

    @FuzzTest(maxDuration = "10m")
    void aChatCompletionEndsInAKnownWay(byte[] bytes) {
        assertKnownEnd(new OpenAiProtocol("max_tokens", false), bytes);
    }

    @FuzzTest(maxDuration = "10m")
    void aMessageEndsInAKnownWay(byte[] bytes) {
        assertKnownEnd(new AnthropicProtocol(), bytes);
    }

    @FuzzTest(maxDuration = "10m")
    void aResponseEndsInAKnownWay(byte[] bytes) {
        assertKnownEnd(new ResponsesProtocol(), bytes);
    }

    private static void assertKnownEnd(Protocol protocol, byte[] bytes) {
        Replay whole = new Replay(protocol).feed(bytes, 0, bytes.length);
        Replay cut = new Replay(protocol).feedByteByByte(bytes);
        ProviderEnd end = whole.end();

        assertThat(cut.end()).usingRecursiveComparison().isEqualTo(end);
        assertThat(cut.text).hasToString(whole.text.toString());
        assertThat(cut.reasoning).hasToString(whole.reasoning.toString());
        assertThat(cut.usage).isEqualTo(whole.usage);
        assertThat(whole.deltas)
                .allMatch(delta -> !delta.isEmpty() && WellFormed.of(delta).equals(delta));
        assertThat(end.failure() == null).isEqualTo(end.status() == EndStatus.COMPLETE);
        assertThat(end.reason() != null).isEqualTo(end.status() == EndStatus.COMPLETE);
        if (whole.usage != null) {
            assertThat(whole.usage.inputTokens()).isNotNegative();
            assertThat(whole.usage.outputTokens()).isNotNegative();
        }
    }
}
