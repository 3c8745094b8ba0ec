package dev.verbatim.llm.provider.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.Role;
import dev.verbatim.llm.provider.ProviderRequest;
import dev.verbatim.llm.provider.Turn;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnthropicProtocolTest {
    private final AnthropicProtocol protocol = new AnthropicProtocol();

    @Test
    void systemIsAFieldOfItsOwn() {
        List<Turn> turns = List.of(new Turn(Role.SYSTEM, "Today is Monday."), new Turn(Role.USER, "Hi"));

        JsonObject body = json(new ProviderRequest("claude-x", "Be brief.", turns, 50, 0.5));

        assertThat(body).isEqualTo(new JsonObject("""
                                {"model":"claude-x","max_tokens":50,"system":"Be brief.\\n\\nToday is Monday.",
                                "messages":[{"role":"user","content":"Hi"}],"temperature":0.5,"stream":true}"""));
    }

    @Test
    void turnsOfOneRoleAreOneMessageAndTheFirstIsAUsers() {
        List<Turn> turns = List.of(
                new Turn(Role.ASSISTANT, "the tail of an older answer"),
                new Turn(Role.USER, "a"),
                new Turn(Role.USER, "b"),
                new Turn(Role.ASSISTANT, ""),
                new Turn(Role.USER, "c"),
                new Turn(Role.ASSISTANT, "d"),
                new Turn(Role.USER, "e"));

        JsonObject body = json(new ProviderRequest("claude-x", null, turns, 50, null));

        assertThat(body.getJsonArray("messages")).isEqualTo(new JsonObject("""
                                        {"m":[{"role":"user","content":"a\\n\\nb\\n\\nc"},{"role":"assistant","content":"d"},
                                        {"role":"user","content":"e"}]}""").getJsonArray("m"));
        assertThat(body.containsKey("system")).isFalse();
    }

    @Test
    void versionAndKeyAreHeaders() {
        assertThat(protocol.headers("k"))
                .containsEntry("x-api-key", "k")
                .containsEntry("anthropic-version", "2023-06-01");
        assertThat(protocol.headers(null)).containsOnlyKeys("anthropic-version");
    }

    @Test
    void aBaseUrlMayEndWithTheVersionOrNot() {
        assertThat(protocol.path("https://api.anthropic.com")).isEqualTo("/v1/messages");
        assertThat(protocol.path("http://localhost:1/v1")).isEqualTo("/messages");
    }

    private JsonObject json(ProviderRequest request) {
        return new JsonObject(Buffer.buffer(protocol.body(request)));
    }
}
