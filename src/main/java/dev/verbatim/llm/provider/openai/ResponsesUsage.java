package dev.verbatim.llm.provider.openai;

import com.fasterxml.jackson.core.JsonParser;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.llm.provider.Json;
import java.io.IOException;

/**
 * A response's {@code usage}: {@code cached_tokens} is part of {@code input_tokens}, {@code reasoning_tokens} part of {@code output_tokens}
 * (OpenAI's API reference).
 */
final class ResponsesUsage {
    private long input;
    private long output;
    private long cacheRead;
    private long reasoning;

    Usage read(JsonParser object) throws IOException {
        input = 0;
        output = 0;
        cacheRead = 0;
        reasoning = 0;
        Json.members(object, this::member);
        return new Usage(
                UsageSource.PROVIDER, input, output, Math.min(cacheRead, input), 0, Math.min(reasoning, output));
    }

    private void member(String name, JsonParser value) throws IOException {
        switch (name) {
            case "input_tokens" -> input = Json.count(value);
            case "output_tokens" -> output = Json.count(value);
            case "input_tokens_details" -> Json.members(value, this::detail);
            case "output_tokens_details" -> Json.members(value, this::detail);
            default -> value.skipChildren();
        }
    }

    private void detail(String name, JsonParser value) throws IOException {
        switch (name) {
            case "cached_tokens" -> cacheRead = Json.count(value);
            case "reasoning_tokens" -> reasoning = Json.count(value);
            default -> value.skipChildren();
        }
    }
}
