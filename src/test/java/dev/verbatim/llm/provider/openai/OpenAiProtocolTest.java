package dev.verbatim.llm.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.Role;
import dev.verbatim.llm.provider.ProviderRequest;
import dev.verbatim.llm.provider.Turn;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenAiProtocolTest {
    private static final List<Turn> TURNS = List.of(
            new Turn(Role.USER, "Hi"), new Turn(Role.ASSISTANT, ""), new Turn(Role.USER, "Are you \"there\"?\n\uD83D"));

    @Test
    void asksForAStreamWithUsage() {
        ProviderRequest request = new ProviderRequest("gpt-x", "Be brief.", TURNS, 50, 0.5);

        JsonObject body = json(new OpenAiProtocol("max_completion_tokens", true), request);

        assertThat(body).isEqualTo(new JsonObject("""
                                {"model":"gpt-x","messages":[{"role":"system","content":"Be brief."},
                                {"role":"user","content":"Hi"},{"role":"user","content":"Are you \\"there\\"?\\n\\uFFFD"}],
                                "max_completion_tokens":50,"temperature":0.5,"stream":true,
                                "stream_options":{"include_usage":true,"include_obfuscation":false}}"""));
    }

    @Test
    void leavesOutWhatIsNotAskedFor() {
        ProviderRequest request = new ProviderRequest("m", null, TURNS, 50, null);

        JsonObject body = json(new OpenAiProtocol("max_tokens", false), request);

        assertThat(body.fieldNames()).containsExactly("model", "messages", "max_tokens", "stream", "stream_options");
        assertThat(body.getJsonObject("stream_options").fieldNames()).containsExactly("include_usage");
        assertThat(body.getJsonArray("messages")).hasSize(2);
    }

    @Test
    void aServerWithoutAKeyGetsNone() {
        assertThat(new OpenAiProtocol("max_tokens", false).headers(null)).isEmpty();
        assertThat(new OpenAiProtocol("max_tokens", false).headers("k")).containsEntry("Authorization", "Bearer k");
    }

    private static JsonObject json(OpenAiProtocol protocol, ProviderRequest request) {
        return new JsonObject(Buffer.buffer(protocol.body(request)));
    }
}
