package dev.verbatim.llm.provider.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.verbatim.contract.Role;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Messages: {@code POST {base}/v1/messages}, streamed. Stateless.
 *
 * <p>Source: Anthropic's API reference. {@code max_tokens} is required; {@code system} is a field of its own, so system turns are
 * gathered there; the first message must be a user's, so an answer that leads the conversation is left out; empty text is
 * refused; turns of one role that follow each other are one message.
 */
public final class AnthropicProtocol implements Protocol {
    private static final String VERSION = "2023-06-01";

    @Override
    public String path(String baseUrl) {
        return baseUrl.endsWith("/v1") ? "/messages" : "/v1/messages";
    }

    @Override
    public Map<String, String> headers(@Nullable String key) {
        return key == null
                ? Map.of("anthropic-version", VERSION)
                : Map.of("anthropic-version", VERSION, "x-api-key", key);
    }

    @Override
    public byte[] body(ProviderRequest request) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.factory().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("model", request.model());
            json.writeNumberField("max_tokens", request.maxOutputTokens());
            String system = system(request);
            if (!system.isEmpty()) {
                json.writeStringField("system", WellFormed.of(system));
            }
            writeMessages(json, request.turns());
            Double temperature = request.temperature();
            if (temperature != null) {
                json.writeNumberField("temperature", temperature);
            }
            json.writeBooleanField("stream", true);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    private static String system(ProviderRequest request) {
        String prompt = request.system();
        Stream<String> turns = request.turns().stream()
                .filter(turn -> turn.role() == Role.SYSTEM)
                .map(Turn::text);
        return Stream.concat(Stream.ofNullable(prompt), turns)
                .filter(text -> !text.isBlank())
                .collect(Collectors.joining("\n\n"));
    }

    private static void writeMessages(JsonGenerator json, List<Turn> turns) throws IOException {
        json.writeArrayFieldStart("messages");
        for (Turn turn : merged(turns)) {
            json.writeStartObject();
            json.writeStringField("role", turn.role().wire());
            json.writeStringField("content", WellFormed.of(turn.text()));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static List<Turn> merged(List<Turn> turns) {
        List<Turn> merged = new ArrayList<>();
        for (Turn turn : turns) {
            boolean leadingAnswer = merged.isEmpty() && turn.role() == Role.ASSISTANT;
            if (turn.role() != Role.SYSTEM && !turn.text().isBlank() && !leadingAnswer) {
                addOrJoin(merged, turn);
            }
        }
        return merged;
    }

    private static void addOrJoin(List<Turn> merged, Turn turn) {
        int last = merged.size() - 1;
        if (last >= 0 && merged.get(last).role() == turn.role()) {
            merged.set(last, new Turn(turn.role(), merged.get(last).text() + "\n\n" + turn.text()));
        } else {
            merged.add(turn);
        }
    }

    @Override
    public SseListener decoder(AnswerSink answer) {
        return new AnthropicDecoder(answer);
    }
}
