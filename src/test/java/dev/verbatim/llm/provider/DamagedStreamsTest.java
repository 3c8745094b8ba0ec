package dev.verbatim.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.EndStatus;
import dev.verbatim.llm.provider.anthropic.AnthropicProtocol;
import dev.verbatim.llm.provider.openai.OpenAiProtocol;
import dev.verbatim.llm.provider.openai.ResponsesProtocol;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a network or a broken server makes of a stream, reading it ends in one of the known ways. Fixed seeds. */
class DamagedStreamsTest {
    private static final int ROUNDS = 2_000;

    static Stream<Arguments> streams() {
        return Stream.of(
                Arguments.of(new OpenAiProtocol("max_tokens", false), """
                        data: {"id":"c","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}

                        data: {"id":"c","choices":[{"index":0,"delta":{"content":"안녕 \\ud83d\\ude42"},"finish_reason":null}]}

                        data: {"id":"c","choices":[{"index":0,"delta":{"content":"plain"},"finish_reason":null}]}

                        data: {"id":"c","choices":[{"index":0,"delta":{"content":" text"},"finish_reason":null}]}

                        data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

                        data: {"id":"c","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":9}}

                        data: [DONE]

                        """),
                Arguments.of(new AnthropicProtocol(), """
                        event: message_start
                        data: {"type":"message_start","message":{"content":[],"usage":{"input_tokens":5,"output_tokens":1}}}

                        event: content_block_delta
                        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"안녕 \\ud83d\\ude42"}}

                        event: content_block_delta
                        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"plain"}}

                        event: message_delta
                        data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9}}

                        event: message_stop
                        data: {"type":"message_stop"}

                        """),
                Arguments.of(new ResponsesProtocol(), """
                        event: response.output_text.delta
                        data: {"type":"response.output_text.delta","output_index":0,"delta":"안녕 \\ud83d\\ude42"}

                        event: response.output_item.added
                        data: {"type":"response.output_item.added","output_index":1,"item":{"type":"function_call","call_id":"c","name":"n"}}

                        event: response.function_call_arguments.delta
                        data: {"type":"response.function_call_arguments.delta","output_index":1,"delta":"{}"}

                        event: response.completed
                        data: {"type":"response.completed","response":{"status":"completed","usage":{"input_tokens":5,"output_tokens":9}}}

                        """));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aDamagedStreamEndsInOneOfTheKnownWays(Protocol protocol, String stream) {
        Random random = new Random(42);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = damaged(stream.getBytes(StandardCharsets.UTF_8), random);

            Replay replay = replay(protocol, bytes, random);

            ProviderEnd end = replay.end();
            assertThat(end.failure() == null).as("round %d", round).isEqualTo(end.status() == EndStatus.COMPLETE);
            assertThat(end.reason() != null).isEqualTo(end.status() == EndStatus.COMPLETE);
            assertThat(replay.deltas).doesNotContain("");
            assertThat(WellFormed.of(replay.text.toString())).isEqualTo(replay.text.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void cutsDoNotChangeWhatADamagedStreamSays(Protocol protocol, String stream) {
        Random random = new Random(43);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = damaged(stream.getBytes(StandardCharsets.UTF_8), random);
            Replay whole = new Replay(protocol).feed(bytes, 0, bytes.length);

            Replay cut = replay(protocol, bytes, random);

            assertThat(cut.end().status())
                    .as("round %d", round)
                    .isEqualTo(whole.end().status());
            assertThat(cut.text).hasToString(whole.text.toString());
            assertThat(cut.usage).isEqualTo(whole.usage);
        }
    }

    private static Replay replay(Protocol protocol, byte[] bytes, Random random) {
        Replay replay = new Replay(protocol);
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(60));
            replay.feed(bytes, from, to);
            from = to;
        }
        return replay;
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        for (int i = random.nextInt(4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }
}
