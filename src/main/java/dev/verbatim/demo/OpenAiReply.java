package dev.verbatim.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One chat completion, whole or in chunks. A stream's usage chunk comes only when asked for, and has no choices. */
final class OpenAiReply implements WireReply {

    private final ChatRequest request;
    private final Answer answer;
    private final long createdSeconds;
    private final String id = "chatcmpl-" + UUID.randomUUID().toString().replace("-", "");

    OpenAiReply(ChatRequest request, Answer answer, long createdSeconds) {
        this.request = request;
        this.answer = answer;
        this.createdSeconds = createdSeconds;
    }

    @Override
    public JsonObject whole() {
        JsonObject message = assistant(answer.text()).put("annotations", new JsonArray());
        JsonObject choice = new JsonObject()
                .put("index", 0)
                .put("message", message)
                .put("logprobs", null)
                .put("finish_reason", finishReason());
        return envelope("chat.completion", new JsonArray().add(choice)).put("usage", usage());
    }

    @Override
    public String opening() {
        return chunk(assistant(""), null);
    }

    @Override
    public String token(String token) {
        return chunk(new JsonObject().put("content", token), null);
    }

    @Override
    public String closing() {
        String finish = chunk(new JsonObject(), finishReason());
        String usage = request.includeUsage() ? usageChunk() : "";
        return finish + usage + ServerSentEvent.data("[DONE]");
    }

    private static JsonObject assistant(String content) {
        return new JsonObject().put("role", "assistant").put("content", content).put("refusal", null);
    }

    private String finishReason() {
        return answer.truncated() ? "length" : "stop";
    }

    private String chunk(JsonObject delta, @Nullable String finishReason) {
        JsonObject choice = new JsonObject()
                .put("index", 0)
                .put("delta", delta)
                .put("logprobs", null)
                .put("finish_reason", finishReason);
        JsonObject chunk = envelope("chat.completion.chunk", new JsonArray().add(choice));
        return ServerSentEvent.data((request.includeUsage() ? chunk.put("usage", null) : chunk).encode());
    }

    private String usageChunk() {
        return ServerSentEvent.data(envelope("chat.completion.chunk", new JsonArray())
                .put("usage", usage())
                .encode());
    }

    private JsonObject envelope(String object, JsonArray choices) {
        return new JsonObject()
                .put("id", id)
                .put("object", object)
                .put("created", createdSeconds)
                .put("model", request.model())
                .put("service_tier", "default")
                .put("system_fingerprint", null)
                .put("choices", choices);
    }

    private JsonObject usage() {
        return new JsonObject()
                .put("prompt_tokens", answer.promptTokens())
                .put("completion_tokens", answer.completionTokens())
                .put("total_tokens", answer.promptTokens() + answer.completionTokens())
                .put(
                        "prompt_tokens_details",
                        new JsonObject().put("cached_tokens", 0).put("audio_tokens", 0))
                .put("completion_tokens_details", completionDetails());
    }

    private static JsonObject completionDetails() {
        return new JsonObject()
                .put("reasoning_tokens", 0)
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
    }
}
