package dev.verbatim.demo;

import dev.verbatim.demo.Refusal.Kind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what both wires have in common from a body that anybody may have written. Stateless; any thread. */
final class RequestFields {

    private RequestFields() {}

    /** @throws Refusal when the body is not one JSON object */
    static JsonObject body(@Nullable Buffer body) {
        if (body != null && decode(body) instanceof JsonObject object) {
            return object;
        }
        throw new Refusal(Kind.INVALID, "The body of your request is not a JSON object.");
    }

    private static @Nullable Object decode(Buffer body) {
        try {
            return Json.decodeValue(body);
        } catch (DecodeException notJson) {
            throw new Refusal(Kind.INVALID, "We could not parse the JSON body of your request.");
        }
    }

    /** True only for a JSON true: both providers take a missing or null field as false. */
    static boolean isTrue(JsonObject object, String field) {
        return Boolean.TRUE.equals(object.getValue(field));
    }

    /** The text of a content that is a string or an array of parts; null when it is neither. */
    static @Nullable String text(@Nullable Object content) {
        if (content instanceof String text) {
            return text;
        }
        return content instanceof JsonArray parts ? textOf(parts) : null;
    }

    private static String textOf(JsonArray parts) {
        return parts.stream()
                .map(part -> part instanceof JsonObject object ? object.getValue("text") : null)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .collect(Collectors.joining("\n"));
    }
}
