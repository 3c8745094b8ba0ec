package dev.verbatim.llm.provider.openai;

import com.fasterxml.jackson.core.JsonParser;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.llm.provider.Json;
import java.io.IOException;

/**
 * A {@code usage} object. {@code cached_tokens} is part of {@code prompt_tokens}, {@code reasoning_tokens} part of {@code
 * completion_tokens} (OpenAI's API reference); DeepSeek counts its cache as {@code prompt_cache_hit_tokens}.
 */
final class OpenAiUsage {
    private long input;
    private long output;
    private long cacheRead;
    private long cacheWrite;
    private long reasoning;

    Usage read(JsonParser object) throws IOException {
        input = 0;
        output = 0;
        cacheRead = 0;
        cacheWrite = 0;
        reasoning = 0;
        Json.members(object, this::member);
        return new Usage(
                UsageSource.PROVIDER,
                input,
                output,
                Math.min(cacheRead, input),
                Math.min(cacheWrite, input - Math.min(cacheRead, input)),
                Math.min(reasoning, output));
    }

    private void member(String name, JsonParser value) throws IOException {
        switch (name) {
            case "prompt_tokens" -> input = Json.count(value);
            case "completion_tokens" -> output = Json.count(value);
            case "prompt_cache_hit_tokens" -> cacheRead = Math.max(cacheRead, Json.count(value));
            case "prompt_tokens_details" -> Json.members(value, this::inputDetail);
            case "completion_tokens_details" -> Json.members(value, this::outputDetail);
            default -> value.skipChildren();
        }
    }

    private void inputDetail(String name, JsonParser value) throws IOException {
        switch (name) {
            case "cached_tokens" -> cacheRead = Math.max(cacheRead, Json.count(value));
            case "cache_write_tokens" -> cacheWrite = Json.count(value);
            default -> value.skipChildren();
        }
    }

    private void outputDetail(String name, JsonParser value) throws IOException {
        if (name.equals("reasoning_tokens")) {
            reasoning = Json.count(value);
        } else {
            value.skipChildren();
        }
    }
}
