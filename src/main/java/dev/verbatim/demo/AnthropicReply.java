package dev.verbatim.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One message, whole or as named events. The usage at the end is cumulative: it replaces that of the start. */
final class AnthropicReply implements WireReply {

    private final String model;
    private final Answer answer;
    private final String id = "msg_" + UUID.randomUUID().toString().replace("-", "");

    AnthropicReply(String model, Answer answer) {
        this.model = model;
        this.answer = answer;
    }

    @Override
    public JsonObject whole() {
        JsonArray content = new JsonArray().add(text(answer.text()));
        return message(content, stopReason(), usage(answer.completionTokens()).put("service_tier", "standard"));
    }

    @Override
    public String opening() {
        // The real provider counts one token as begun when it announces the message.
        JsonObject usage = usage(1).put("service_tier", "standard");
        return ServerSentEvent.named(event("message_start").put("message", message(new JsonArray(), null, usage)))
                + ServerSentEvent.named(blockEvent("content_block_start").put("content_block", text("")))
                + ServerSentEvent.named(event("ping"));
    }

    @Override
    public String token(String token) {
        JsonObject delta = new JsonObject().put("type", "text_delta").put("text", token);
        return ServerSentEvent.named(blockEvent("content_block_delta").put("delta", delta));
    }

    @Override
    public String closing() {
        JsonObject delta = new JsonObject().put("stop_reason", stopReason()).put("stop_sequence", null);
        return ServerSentEvent.named(blockEvent("content_block_stop"))
                + ServerSentEvent.named(
                        event("message_delta").put("delta", delta).put("usage", usage(answer.completionTokens())))
                + ServerSentEvent.named(event("message_stop"));
    }

    private static JsonObject event(String type) {
        return new JsonObject().put("type", type);
    }

    private static JsonObject blockEvent(String type) {
        return event(type).put("index", 0);
    }

    private static JsonObject text(String text) {
        return new JsonObject().put("type", "text").put("text", text);
    }

    private String stopReason() {
        return answer.truncated() ? "max_tokens" : "end_turn";
    }

    private JsonObject message(JsonArray content, @Nullable String stopReason, JsonObject usage) {
        return new JsonObject()
                .put("model", model)
                .put("id", id)
                .put("type", "message")
                .put("role", "assistant")
                .put("content", content)
                .put("stop_reason", stopReason)
                .put("stop_sequence", null)
                .put("usage", usage);
    }

    private JsonObject usage(int outputTokens) {
        return new JsonObject()
                .put("input_tokens", answer.promptTokens())
                .put("cache_creation_input_tokens", 0)
                .put("cache_read_input_tokens", 0)
                .put("output_tokens", outputTokens);
    }
}
