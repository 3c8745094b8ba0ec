package dev.verbatim.llm.provider.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.verbatim.llm.provider.AnswerSink;
import dev.verbatim.llm.provider.Json;
import dev.verbatim.llm.provider.Protocol;
import dev.verbatim.llm.provider.ProviderRequest;
import dev.verbatim.llm.provider.Turn;
import dev.verbatim.llm.provider.WellFormed;
import dev.verbatim.llm.sse.SseListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chat completions: {@code POST {base}/chat/completions}, streamed, with usage asked for. Stateless.
 *
 * <p>Source: OpenAI's API reference; {@code max_tokens} is what imitating servers want, {@code max_completion_tokens} what
 * OpenAI's reasoning models insist on; {@code include_obfuscation} is OpenAI's own and saves its padding bytes.
 */
public final class OpenAiProtocol implements Protocol {
    private final String maxTokensField;
    private final boolean refuseObfuscation;

    /**
     * The protocol with a server's habits.
     *
     * @param maxTokensField the field that limits the answer
     * @param refuseObfuscation whether the server knows {@code include_obfuscation}
     */
    public OpenAiProtocol(String maxTokensField, boolean refuseObfuscation) {
        this.maxTokensField = maxTokensField;
        this.refuseObfuscation = refuseObfuscation;
    }

    @Override
    public String path(String baseUrl) {
        return "/chat/completions";
    }

    @Override
    public Map<String, String> headers(@Nullable String key) {
        return key == null ? Map.of() : Map.of("Authorization", "Bearer " + key);
    }

    @Override
    public byte[] body(ProviderRequest request) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.factory().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("model", request.model());
            writeMessages(json, request);
            json.writeNumberField(maxTokensField, request.maxOutputTokens());
            Double temperature = request.temperature();
            if (temperature != null) {
                json.writeNumberField("temperature", temperature);
            }
            json.writeBooleanField("stream", true);
            writeStreamOptions(json);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    private void writeStreamOptions(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("stream_options");
        json.writeBooleanField("include_usage", true);
        if (refuseObfuscation) {
            json.writeBooleanField("include_obfuscation", false);
        }
        json.writeEndObject();
    }

    private static void writeMessages(JsonGenerator json, ProviderRequest request) throws IOException {
        json.writeArrayFieldStart("messages");
        String system = request.system();
        if (system != null && !system.isBlank()) {
            writeMessage(json, "system", system);
        }
        for (Turn turn : request.turns()) {
            if (!turn.text().isBlank()) {
                writeMessage(json, turn.role().wire(), turn.text());
            }
        }
        json.writeEndArray();
    }

    private static void writeMessage(JsonGenerator json, String role, String text) throws IOException {
        json.writeStartObject();
        json.writeStringField("role", role);
        json.writeStringField("content", WellFormed.of(text));
        json.writeEndObject();
    }

    @Override
    public SseListener decoder(AnswerSink answer) {
        return new OpenAiDecoder(answer);
    }
}
