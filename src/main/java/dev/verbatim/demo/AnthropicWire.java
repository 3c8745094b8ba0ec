package dev.verbatim.demo;

import dev.verbatim.demo.Refusal.Kind;
import dev.verbatim.demo.answer.Conversation;
import dev.verbatim.demo.answer.Conversation.Role;
import dev.verbatim.demo.answer.Conversation.Turn;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Anthropic messages, as in the API reference ({@code POST /v1/messages}, version 2023-06-01) and its recorded bodies. */
final class AnthropicWire implements Wire {

    /** Every request must carry it; on {@code /v1/models} it tells the two wires apart. */
    static final String VERSION_HEADER = "anthropic-version";

    private final Clock clock;

    AnthropicWire(Clock clock) {
        this.clock = clock;
    }

    @Override
    public ChatRequest read(MultiMap headers, JsonObject body) {
        if (!headers.contains(VERSION_HEADER)) {
            throw new Refusal(Kind.MISSING_FIELD, VERSION_HEADER + ": header is required");
        }
        String model = model(body);
        int maxTokens = maxTokens(body);
        Conversation conversation = new Conversation(system(body), turns(messages(body)));
        return new ChatRequest(model, conversation, maxTokens, RequestFields.isTrue(body, "stream"), true);
    }

    private static String model(JsonObject body) {
        if (!(required(body, "model") instanceof String model)) {
            throw invalid("model", "Input should be a valid string");
        }
        if (!model.equals(DemoVerticle.MODEL)) {
            throw new Refusal(Kind.UNKNOWN_MODEL, "model: " + model, "model");
        }
        return model;
    }

    private static int maxTokens(JsonObject body) {
        if (!(required(body, "max_tokens") instanceof Integer number)) {
            throw invalid("max_tokens", "Input should be a valid integer");
        }
        if (number < 1) {
            throw invalid("max_tokens", "Input should be greater than or equal to 1");
        }
        return number;
    }

    private static String system(JsonObject body) {
        Object system = body.getValue("system");
        if (system == null) {
            return "";
        }
        String text = RequestFields.text(system);
        if (text == null) {
            throw invalid("system", "Input should be a valid string or list");
        }
        return text;
    }

    private static JsonArray messages(JsonObject body) {
        if (!(required(body, "messages") instanceof JsonArray messages)) {
            throw invalid("messages", "Input should be a valid list");
        }
        if (messages.isEmpty()) {
            throw invalid("messages", "at least one message is required");
        }
        return messages;
    }

    private static List<Turn> turns(JsonArray messages) {
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            if (!(messages.getValue(i) instanceof JsonObject message)) {
                throw invalid("messages." + i, "Input should be a valid dictionary");
            }
            boolean prefill = i == messages.size() - 1 && "assistant".equals(message.getValue("role"));
            turns.add(turn(message, "messages." + i, prefill));
        }
        return turns;
    }

    private static Turn turn(JsonObject message, String path, boolean mayBeEmpty) {
        Role role = role(message.getValue("role"), path);
        String text = RequestFields.text(message.getValue("content"));
        if (text == null) {
            throw invalid(path + ".content", "Input should be a valid string or list");
        }
        if (text.isEmpty() && message.getValue("content") instanceof String && !mayBeEmpty) {
            String rule = "all messages must have non-empty content except for the optional final assistant message";
            throw invalid(path, rule);
        }
        return new Turn(role, text);
    }

    private static Role role(@Nullable Object role, String path) {
        if ("system".equals(role)) {
            String hint = "Unexpected role \"system\". The Messages API accepts a top-level `system` parameter,"
                    + " not \"system\" as an input message role.";
            throw invalid("messages", hint);
        }
        if ("user".equals(role)) {
            return Role.USER;
        }
        if ("assistant".equals(role)) {
            return Role.ASSISTANT;
        }
        throw invalid(path + ".role", "Input should be 'user' or 'assistant'");
    }

    private static Object required(JsonObject body, String field) {
        Object value = body.getValue(field);
        if (value == null) {
            throw new Refusal(Kind.MISSING_FIELD, field + ": Field required", field);
        }
        return value;
    }

    private static Refusal invalid(String field, String rule) {
        return new Refusal(Kind.INVALID, field + ": " + rule, field);
    }

    @Override
    public WireReply reply(ChatRequest request, Answer answer) {
        return new AnthropicReply(request.model(), answer);
    }

    @Override
    public JsonObject error(Refusal refusal, String requestId) {
        JsonObject error = new JsonObject().put("type", type(refusal.kind())).put("message", refusal.message());
        return new JsonObject().put("type", "error").put("error", error).put("request_id", requestId);
    }

    private static String type(Kind kind) {
        return switch (kind) {
            case UNKNOWN_MODEL, UNKNOWN_URL -> "not_found_error";
            case TOO_LARGE -> "request_too_large";
            case INTERNAL -> "api_error";
            case INVALID, MISSING_FIELD, WRONG_METHOD -> "invalid_request_error";
        };
    }

    @Override
    public JsonObject models() {
        JsonObject model = new JsonObject()
                .put("type", "model")
                .put("id", DemoVerticle.MODEL)
                .put("display_name", "Verbatim demo")
                .put(
                        "created_at",
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        return new JsonObject()
                .put("data", new JsonArray().add(model))
                .put("has_more", false)
                .put("first_id", DemoVerticle.MODEL)
                .put("last_id", DemoVerticle.MODEL);
    }

    @Override
    public String requestIdHeader() {
        return "request-id";
    }
}
