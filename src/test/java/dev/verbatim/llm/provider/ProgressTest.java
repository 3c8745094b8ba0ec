package dev.verbatim.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.llm.provider.anthropic.AnthropicProtocol;
import dev.verbatim.llm.provider.openai.OpenAiProtocol;
import dev.verbatim.llm.provider.openai.ResponsesProtocol;
import dev.verbatim.llm.sse.SseParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What ends the wait for the first token and breaks a silence, on all three wires: words of any kind, and what is added to calls of tools.
 * Nothing else does, however much of it comes.
 */
class ProgressTest {
    private enum Wire {
        CHAT,
        MESSAGES,
        RESPONSES;

        private Protocol protocol() {
            return switch (this) {
                case CHAT -> new OpenAiProtocol("max_tokens", false);
                case MESSAGES -> new AnthropicProtocol();
                case RESPONSES -> new ResponsesProtocol();
            };
        }
    }

    private static Answer heard(Wire wire, String data) {
        Answer answer = new Answer(new FailureTable(new Reasons("test", List.of())));
        SseParser parser = new SseParser(wire.protocol().decoder(answer), 1 << 16);
        byte[] bytes = (": waiting\n\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
        parser.feed(bytes, 0, bytes.length);
        assertThat(answer.isOver()).isFalse();
        return answer;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CHAT|{\"choices\":[]}",
                "CHAT|{\"choices\":null,\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":1}}",
                "CHAT|{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[]}}]}",
                "CHAT|{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"\"}}]}}]}",
                "CHAT|{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"of another choice\"}}]}",
                "MESSAGES|{\"type\":\"ping\"}",
                "MESSAGES|{\"type\":\"message_start\",\"message\":{\"content\":[],\"usage\":{\"input_tokens\":7,\"output_tokens\":1}}}",
                "MESSAGES|{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
                "MESSAGES|{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"x\"}}",
                "MESSAGES|{\"type\":\"content_block_stop\",\"index\":0}",
                "RESPONSES|{\"type\":\"response.created\",\"response\":{\"status\":\"in_progress\",\"usage\":null}}",
                "RESPONSES|{\"type\":\"response.in_progress\",\"response\":{\"status\":\"in_progress\"}}",
                "RESPONSES|{\"type\":\"response.output_item.added\",\"output_index\":0,\"item\":{\"type\":\"reasoning\"}}",
                "RESPONSES|{\"type\":\"response.content_part.added\",\"part\":{\"type\":\"output_text\",\"text\":\"\"}}",
                "RESPONSES|{\"type\":\"response.output_text.delta\",\"delta\":\"\"}",
                "RESPONSES|{\"type\":\"keepalive\",\"sequence_number\":3}"
            })
    void whatAddsNoWordIsNoProgress(Wire wire, String data) {
        assertThat(heard(wire, data).hasContent()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CHAT|{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}",
                "CHAT|{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"Hm\"}}]}",
                "CHAT|{\"choices\":[{\"index\":0,\"delta\":{\"refusal\":\"No\"}}]}",
                "CHAT|{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c\",\"function\":{\"name\":\"clock\"}}]}}]}",
                "MESSAGES|{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}",
                "MESSAGES|{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"Hm\"}}",
                "MESSAGES|{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":\"c\",\"name\":\"clock\",\"input\":{}}}",
                "RESPONSES|{\"type\":\"response.output_text.delta\",\"delta\":\"Hi\"}",
                "RESPONSES|{\"type\":\"response.reasoning_summary_text.delta\",\"delta\":\"Hm\"}",
                "RESPONSES|{\"type\":\"response.refusal.delta\",\"delta\":\"No\"}",
                "RESPONSES|{\"type\":\"response.output_item.added\",\"output_index\":0,\"item\":{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"clock\",\"arguments\":\"\"}}"
            })
    void wordsOfAnyKindAndCallsAreProgress(Wire wire, String data) {
        assertThat(heard(wire, data).pieces()).isEqualTo(1);
    }
}
