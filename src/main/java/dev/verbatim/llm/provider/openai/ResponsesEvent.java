package dev.verbatim.llm.provider.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.verbatim.contract.Usage;
import dev.verbatim.llm.provider.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What one event of a response stream says, read in one pass and reused for the next. */
final class ResponsesEvent {
    @Nullable
    String type;

    /** A piece of text, refusal, reasoning or arguments. */
    @Nullable
    String delta;

    /** The whole of what came in pieces before. */
    @Nullable
    String whole;

    @Nullable
    String itemType;

    @Nullable
    String callId;

    @Nullable
    String itemName;

    @Nullable
    String itemArguments;

    @Nullable
    String status;

    @Nullable
    String incompleteReason;

    @Nullable
    Usage usage;

    long outputIndex;
    boolean hasError;

    private final ResponsesUsage usageReader = new ResponsesUsage();

    void read(JsonParser parser) throws IOException {
        type = null;
        delta = null;
        whole = null;
        itemType = null;
        callId = null;
        itemName = null;
        itemArguments = null;
        status = null;
        incompleteReason = null;
        usage = null;
        outputIndex = 0;
        hasError = false;
        Json.members(parser, this::member);
    }

    private void member(String name, JsonParser value) throws IOException {
        switch (name) {
            case "type" -> type = Json.text(value);
            case "delta" -> delta = Json.text(value);
            case "text", "refusal", "arguments" -> whole = Json.text(value);
            case "output_index" -> outputIndex = Json.count(value);
            case "item" -> Json.members(value, this::itemMember);
            case "response" -> Json.members(value, this::responseMember);
            case "error" -> error(value);
            default -> value.skipChildren();
        }
    }

    private void itemMember(String name, JsonParser value) throws IOException {
        switch (name) {
            case "type" -> itemType = Json.text(value);
            case "call_id" -> callId = Json.text(value);
            case "name" -> itemName = Json.text(value);
            case "arguments" -> itemArguments = Json.textOrJson(value);
            default -> value.skipChildren();
        }
    }

    private void responseMember(String name, JsonParser value) throws IOException {
        switch (name) {
            case "status" -> status = Json.text(value);
            case "incomplete_details" -> Json.members(value, this::incompleteMember);
            case "usage" -> usage(value);
            case "error" -> error(value);
            default -> value.skipChildren();
        }
    }

    private void incompleteMember(String name, JsonParser value) throws IOException {
        if (name.equals("reason")) {
            incompleteReason = Json.text(value);
        } else {
            value.skipChildren();
        }
    }

    private void usage(JsonParser value) throws IOException {
        if (value.currentToken() == JsonToken.START_OBJECT) {
            usage = usageReader.read(value);
        } else {
            value.skipChildren();
        }
    }

    private void error(JsonParser value) throws IOException {
        hasError |= value.currentToken() != JsonToken.VALUE_NULL;
        value.skipChildren();
    }
}
