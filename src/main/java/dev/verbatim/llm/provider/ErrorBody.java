package dev.verbatim.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the error objects of all providers we know, in the shapes seen in their real answers: {@code error} an object or a
 * string, {@code message}, {@code detail} (a string or FastAPI's list), {@code code} a word or a number, Google's {@code
 * details[].reason}, OpenRouter's {@code metadata.raw}, OpenAI's {@code response.error} in a response that failed. Only the fields named here are read: a body may echo the prompt.
 */
public final class ErrorBody {
    private ErrorBody() {}

    /** The error in a body; without words and message where there is none. */
    public static ProviderError parse(int httpStatus, byte[] bytes, int offset, int length) {
        JsonNode root = Json.tree(bytes, offset, length);
        if (root == null) {
            return new ProviderError(httpStatus, " ", null);
        }
        return read(httpStatus, root.isArray() ? root.path(0) : root);
    }

    private static ProviderError read(int httpStatus, JsonNode root) {
        JsonNode own = root.path("error");
        JsonNode error = own.isMissingNode() ? root.path("response").path("error") : own;
        JsonNode body = error.isObject() ? error : root;
        StringBuilder words = new StringBuilder(" ");
        for (String field : new String[] {"type", "code", "status", "error_type"}) {
            addWord(words, body.path(field));
        }
        for (JsonNode detail : body.path("details")) {
            addWord(words, detail.path("reason"));
        }
        int status = httpStatus >= 300 ? httpStatus : statusIn(body, httpStatus);
        return new ProviderError(status, words.toString(), message(body, error));
    }

    private static void addWord(StringBuilder words, JsonNode node) {
        if (node.isTextual()) {
            words.append(node.textValue().toLowerCase(Locale.ROOT).replace(' ', '_'))
                    .append(' ');
        }
    }

    private static int statusIn(JsonNode body, int otherwise) {
        int code = body.path("code").asInt(0);
        return code >= 400 && code < 600 ? code : otherwise;
    }

    private static @Nullable String message(JsonNode body, JsonNode error) {
        String message = firstText(
                body.path("message"),
                error,
                body.path("detail"),
                body.path("detail").path(0).path("msg"));
        String raw = firstText(body.path("metadata").path("raw"));
        return raw == null ? message : message + ": " + raw;
    }

    private static @Nullable String firstText(JsonNode... nodes) {
        for (JsonNode node : nodes) {
            if (node.isTextual() && !node.textValue().isBlank()) {
                return node.textValue();
            }
        }
        return null;
    }
}
