package dev.verbatim.llm.provider.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.verbatim.llm.provider.Json;
import dev.verbatim.llm.provider.ToolCallPiece;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code tool_calls} of a delta, whose pieces join by {@code index} (OpenAI's API reference), and the {@code function_call} before them. Arguments
 * are a string of JSON; servers that send the JSON itself are understood too. Reused; one stream, one thread.
 */
final class ToolCallReader {
    private long index;
    private @Nullable String id;
    private @Nullable String name;
    private @Nullable String arguments;

    void list(JsonParser value, List<ToolCallPiece> into) throws IOException {
        if (value.currentToken() != JsonToken.START_ARRAY) {
            value.skipChildren();
            return;
        }
        for (int position = 0; value.nextToken() != JsonToken.END_ARRAY; position++) {
            clear(position);
            Json.members(value, this::member);
            into.add(piece());
        }
    }

    void legacy(JsonParser value, List<ToolCallPiece> into) throws IOException {
        clear(0);
        Json.members(value, this::function);
        if (name != null || arguments != null) {
            into.add(piece());
        }
    }

    private void clear(int position) {
        index = position;
        id = null;
        name = null;
        arguments = null;
    }

    private ToolCallPiece piece() {
        return new ToolCallPiece(index, id, name, arguments, false);
    }

    private void member(String field, JsonParser value) throws IOException {
        switch (field) {
            case "index" -> index = Json.count(value);
            case "id" -> id = Json.text(value);
            case "function" -> Json.members(value, this::function);
            default -> value.skipChildren();
        }
    }

    private void function(String field, JsonParser value) throws IOException {
        switch (field) {
            case "name" -> name = Json.text(value);
            case "arguments" -> arguments = Json.textOrJson(value);
            default -> value.skipChildren();
        }
    }
}
