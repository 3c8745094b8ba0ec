package dev.verbatim.llm.provider.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.verbatim.llm.provider.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What one event of a message stream says, read in one pass and reused for the next. */
final class AnthropicEvent {
    @Nullable
    String type;

    @Nullable
    String text;

    @Nullable
    String thinking;

    @Nullable
    String stopReason;

    @Nullable
    String blockType;

    @Nullable
    String toolId;

    @Nullable
    String toolName;

    /** A piece of a tool's arguments, or all of them where a block begins with them. */
    @Nullable
    String toolInput;

    long index;
    boolean hasUsage;
    boolean hasError;

    private final AnthropicUsage usage;
    private int textFrom;
    private int textTo;

    AnthropicEvent(AnthropicUsage usage) {
        this.usage = usage;
    }

    void read(JsonParser parser) throws IOException {
        type = null;
        text = null;
        thinking = null;
        stopReason = null;
        blockType = null;
        toolId = null;
        toolName = null;
        toolInput = null;
        index = 0;
        hasUsage = false;
        hasError = false;
        Json.members(parser, this::member);
    }

    int textFrom() {
        return textFrom;
    }

    int textTo() {
        return textTo;
    }

    private void member(String name, JsonParser value) throws IOException {
        switch (name) {
            case "type" -> type = Json.text(value);
            case "index" -> index = Json.count(value);
            case "message" -> Json.members(value, this::messageMember);
            case "delta", "content_block" -> Json.members(value, this::blockMember);
            case "usage" -> usage(value);
            case "error" -> error(value);
            default -> value.skipChildren();
        }
    }

    private void messageMember(String name, JsonParser value) throws IOException {
        switch (name) {
            case "usage" -> usage(value);
            case "content" -> content(value);
            default -> value.skipChildren();
        }
    }

    /** A message may begin with what is known of it already: a tool that its predecessor called. */
    private void content(JsonParser value) throws IOException {
        if (value.currentToken() != JsonToken.START_ARRAY) {
            value.skipChildren();
            return;
        }
        while (value.nextToken() != JsonToken.END_ARRAY) {
            Json.members(value, this::blockMember);
        }
    }

    /** A {@code content_block} at its start and a {@code delta} name their text alike. */
    private void blockMember(String name, JsonParser value) throws IOException {
        switch (name) {
            case "type" -> blockType = Json.text(value);
            case "id" -> toolId = Json.text(value);
            case "name" -> toolName = Json.text(value);
            case "input", "partial_json" -> toolInput = Json.textOrJson(value);
            case "text" -> text = textOf(value);
            case "thinking" -> thinking = textOf(value);
            case "stop_reason" -> stopReason = Json.text(value);
            default -> value.skipChildren();
        }
    }

    private @Nullable String textOf(JsonParser value) throws IOException {
        String found = Json.text(value);
        if (found != null) {
            textFrom = (int) value.currentTokenLocation().getByteOffset() + 1;
            textTo = (int) value.currentLocation().getByteOffset() - 1;
        }
        return found;
    }

    private void usage(JsonParser value) throws IOException {
        hasUsage |= value.currentToken() == JsonToken.START_OBJECT;
        usage.overlay(value);
    }

    private void error(JsonParser value) throws IOException {
        hasError |= value.currentToken() != JsonToken.VALUE_NULL;
        value.skipChildren();
    }
}
