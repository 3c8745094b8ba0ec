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
 * Responses: {@code POST {base}/responses}, streamed, and not stored by the provider. Stateless.
 *
 * <p>Source: OpenAI's API reference. The system prompt is {@code instructions}; a turn is an input message whose content is a string.
 */
public final class ResponsesProtocol implements Protocol {
    @Override
    public String path(String baseUrl) {
        return "/responses";
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
            String system = request.system();
            if (system != null && !system.isBlank()) {
                json.writeStringField("instructions", WellFormed.of(system));
            }
            writeInput(json, request);
            json.writeNumberField("max_output_tokens", request.maxOutputTokens());
            Double temperature = request.temperature();
            if (temperature != null) {
                json.writeNumberField("temperature", temperature);
            }
            json.writeBooleanField("store", false);
            json.writeBooleanField("stream", true);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    private static void writeInput(JsonGenerator json, ProviderRequest request) throws IOException {
        json.writeArrayFieldStart("input");
        for (Turn turn : request.turns()) {
            if (!turn.text().isBlank()) {
                json.writeStartObject();
                json.writeStringField("role", turn.role().wire());
                json.writeStringField("content", WellFormed.of(turn.text()));
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    @Override
    public SseListener decoder(AnswerSink answer) {
        return new ResponsesDecoder(answer);
    }
}
