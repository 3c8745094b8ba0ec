package dev.verbatim.demo;

import dev.verbatim.demo.Refusal.Kind;
import dev.verbatim.demo.answer.Conversation;
import dev.verbatim.demo.answer.Conversation.Role;
import dev.verbatim.demo.answer.Conversation.Turn;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OpenAI chat completions, as in the platform's API reference ({@code POST /v1/chat/completions}) and its recorded bodies. */
final class OpenAiWire implements Wire {

    private final Clock clock;

    OpenAiWire(Clock clock) {
        this.clock = clock;
    }

    @Override
    public ChatRequest read(MultiMap headers, JsonObject body) {
        String model = model(body);
        Conversation conversation = conversation(messages(body));
        boolean usage = body.getValue("stream_options") instanceof JsonObject options
                && RequestFields.isTrue(options, "include_usage");
        return new ChatRequest(model, conversation, maxTokens(body), RequestFields.isTrue(body, "stream"), usage);
    }

    private static String model(JsonObject body) {
        if (!(body.getValue("model") instanceof String model) || model.isEmpty()) {
            throw new Refusal(Kind.INVALID, "you must provide a model parameter");
        }
        if (!model.equals(DemoVerticle.MODEL)) {
            String message = "The model `" + model + "` does not exist or you do not have access to it.";
            throw new Refusal(Kind.UNKNOWN_MODEL, message, "model");
        }
        return model;
    }

    private static JsonArray messages(JsonObject body) {
        Object messages = body.getValue("messages");
        if (messages == null) {
            throw new Refusal(Kind.MISSING_FIELD, "Missing required parameter: 'messages'.", "messages");
        }
        if (messages instanceof JsonArray array && !array.isEmpty()) {
            return array;
        }
        throw new Refusal(Kind.INVALID, "Invalid 'messages': expected an array with at least 1 message.", "messages");
    }

    private static Conversation conversation(JsonArray messages) {
        List<String> system = new ArrayList<>();
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            add(messages.getValue(i), "messages[" + i + "]", system, turns);
        }
        return new Conversation(String.join("\n", system), turns);
    }

    private static void add(@Nullable Object message, String path, List<String> system, List<Turn> turns) {
        if (!(message instanceof JsonObject object)) {
            throw new Refusal(Kind.INVALID, "Invalid type for '" + path + "': expected an object.", path);
        }
        String role = object.getValue("role") instanceof String name ? name : "";
        switch (role) {
            case "system", "developer" -> system.add(content(object, path));
            case "user" -> turns.add(new Turn(Role.USER, content(object, path)));
            case "assistant" -> turns.add(new Turn(Role.ASSISTANT, contentOrNone(object, path)));
            case "tool", "function" -> content(object, path);
            default -> throw unknownRole(path + ".role");
        }
    }

    private static Refusal unknownRole(String path) {
        String supported = "Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'.";
        return new Refusal(Kind.INVALID, "Invalid value for '" + path + "'. " + supported, path);
    }

    /** An assistant that only called tools has no content. */
    private static String contentOrNone(JsonObject message, String path) {
        return message.getValue("content") == null ? "" : content(message, path);
    }

    private static String content(JsonObject message, String path) {
        String text = RequestFields.text(message.getValue("content"));
        if (text == null) {
            String field = path + ".content";
            String expected = "': expected one of a string or array of objects.";
            throw new Refusal(Kind.INVALID, "Invalid type for '" + field + expected, field);
        }
        return text;
    }

    /** The newer name wins; {@code max_tokens} is the older one, which many clients still send. */
    private static int maxTokens(JsonObject body) {
        String field = body.getValue("max_completion_tokens") == null ? "max_tokens" : "max_completion_tokens";
        Object value = body.getValue(field);
        if (value == null) {
            return ChatRequest.NO_LIMIT;
        }
        if (value instanceof Integer number && number >= 1) {
            return number;
        }
        throw new Refusal(Kind.INVALID, "Invalid '" + field + "': expected an integer of at least 1.", field);
    }

    @Override
    public WireReply reply(ChatRequest request, Answer answer) {
        return new OpenAiReply(request, answer, clock.instant().getEpochSecond());
    }

    @Override
    public JsonObject error(Refusal refusal, String requestId) {
        JsonObject error = new JsonObject()
                .put("message", refusal.message())
                .put("type", refusal.kind() == Kind.INTERNAL ? "server_error" : "invalid_request_error")
                .put("param", refusal.field())
                .put("code", code(refusal.kind()));
        return new JsonObject().put("error", error);
    }

    private static @Nullable String code(Kind kind) {
        return switch (kind) {
            case MISSING_FIELD -> "missing_required_parameter";
            case UNKNOWN_MODEL -> "model_not_found";
            case UNKNOWN_URL -> "unknown_url";
            case TOO_LARGE -> "request_too_large";
            case INVALID, WRONG_METHOD, INTERNAL -> null;
        };
    }

    @Override
    public JsonObject models() {
        JsonObject model = new JsonObject()
                .put("id", DemoVerticle.MODEL)
                .put("object", "model")
                .put("created", clock.instant().getEpochSecond())
                .put("owned_by", "verbatim");
        return new JsonObject().put("object", "list").put("data", new JsonArray().add(model));
    }

    @Override
    public String requestIdHeader() {
        return "x-request-id";
    }
}
