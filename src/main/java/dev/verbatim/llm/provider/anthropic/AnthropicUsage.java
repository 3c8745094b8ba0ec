package dev.verbatim.llm.provider.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.llm.provider.Json;
import java.io.IOException;

/**
 * The running count of a message: {@code message_start} begins it, each {@code message_delta} replaces what it names (its
 * numbers are cumulative). {@code input_tokens} and the two cache counts are disjoint (Anthropic's API reference), so the whole
 * prompt is their sum.
 */
final class AnthropicUsage {
    private long input;
    private long output;
    private long cacheRead;
    private long cacheWrite;

    /** Lays a {@code usage} object over the count. */
    void overlay(JsonParser object) throws IOException {
        Json.members(object, this::member);
    }

    Usage usage() {
        return new Usage(UsageSource.PROVIDER, input + cacheRead + cacheWrite, output, cacheRead, cacheWrite, 0);
    }

    private void member(String name, JsonParser value) throws IOException {
        if (value.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        switch (name) {
            case "input_tokens" -> input = Json.count(value);
            case "output_tokens" -> output = Json.count(value);
            case "cache_read_input_tokens" -> cacheRead = Json.count(value);
            case "cache_creation_input_tokens" -> cacheWrite = Json.count(value);
            default -> value.skipChildren();
        }
    }
}
