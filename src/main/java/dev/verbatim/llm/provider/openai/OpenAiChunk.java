package dev.verbatim.llm.provider.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.Usage;
import dev.verbatim.llm.provider.Json;
import dev.verbatim.llm.provider.ToolCallPiece;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one {@code chat.completion.chunk} says, read in one pass and reused for the next. Only choice 0 counts. Tolerant, as
 * the servers differ: {@code choices} may be missing, empty or null; {@code content} a string or Mistral's list of parts;
 * usage at the top, in the choice or in {@code x_groq}; reasoning under either of two names.
 */
final class OpenAiChunk {
    @Nullable
    String content;

    @Nullable
    String reasoning;

    @Nullable
    String refusal;

    @Nullable
    String finishReason;

    @Nullable
    Usage usage;

    boolean hasError;

    final List<ToolCallPiece> toolCalls = new ArrayList<>();

    private final ToolCallReader toolCallReader = new ToolCallReader();
    private final OpenAiUsage usageReader = new OpenAiUsage();
    private final StringBuilder parts = new StringBuilder();
    private int textFrom;
    private int textTo;

    private @Nullable String choiceContent;
    private @Nullable String choiceReasoning;
    private @Nullable String choiceRefusal;
    private @Nullable String choiceFinish;
    private long choiceIndex;
    private final List<ToolCallPiece> choiceToolCalls = new ArrayList<>();

    void read(JsonParser parser) throws IOException {
        content = null;
        reasoning = null;
        refusal = null;
        finishReason = null;
        usage = null;
        hasError = false;
        toolCalls.clear();
        Json.members(parser, this::member);
    }

    /** The kind of text if that is all the chunk says, so that its shape is worth keeping; else null. */
    @Nullable
    DeltaKind onlyText() {
        if (finishReason != null
                || usage != null
                || hasError
                || refusal != null
                || textTo < 0
                || !toolCalls.isEmpty()) {
            return null;
        }
        boolean hasContent = content != null && !content.isEmpty();
        boolean hasReasoning = reasoning != null && !reasoning.isEmpty();
        if (hasContent == hasReasoning) {
            return null;
        }
        return hasContent ? DeltaKind.TEXT : DeltaKind.REASONING;
    }

    /** Where the last text read starts in the document, just after its quote. */
    int textFrom() {
        return textFrom;
    }

    /** Where it ends, at its closing quote. */
    int textTo() {
        return textTo;
    }

    private void member(String name, JsonParser value) throws IOException {
        switch (name) {
            case "choices" -> choices(value);
            case "usage" -> usage(value);
            case "x_groq" -> Json.members(value, this::groqMember);
            case "error" -> error(value);
            default -> value.skipChildren();
        }
    }

    private void groqMember(String name, JsonParser value) throws IOException {
        switch (name) {
            case "usage" -> usage(value);
            case "error" -> error(value);
            default -> value.skipChildren();
        }
    }

    private void error(JsonParser value) throws IOException {
        hasError |= value.currentToken() != JsonToken.VALUE_NULL;
        value.skipChildren();
    }

    private void usage(JsonParser value) throws IOException {
        if (value.currentToken() == JsonToken.START_OBJECT) {
            usage = usageReader.read(value);
        } else {
            value.skipChildren();
        }
    }

    private void choices(JsonParser value) throws IOException {
        if (value.currentToken() != JsonToken.START_ARRAY) {
            value.skipChildren();
            return;
        }
        while (value.nextToken() != JsonToken.END_ARRAY) {
            choiceContent = null;
            choiceReasoning = null;
            choiceRefusal = null;
            choiceFinish = null;
            choiceIndex = 0;
            choiceToolCalls.clear();
            Json.members(value, this::choiceMember);
            keepFirstChoice();
        }
    }

    private void keepFirstChoice() {
        if (choiceIndex == 0) {
            content = choiceContent;
            reasoning = choiceReasoning;
            refusal = choiceRefusal;
            finishReason = choiceFinish;
            toolCalls.addAll(choiceToolCalls);
        }
    }

    private void choiceMember(String name, JsonParser value) throws IOException {
        switch (name) {
            case "index" -> choiceIndex = Json.count(value);
            case "delta" -> Json.members(value, this::deltaMember);
            case "finish_reason" -> choiceFinish = Json.text(value);
            case "usage" -> usage(value);
            case "error" -> error(value);
            default -> value.skipChildren();
        }
    }

    private void deltaMember(String name, JsonParser value) throws IOException {
        switch (name) {
            case "content" -> content(value);
            case "reasoning_content", "reasoning" -> reasoning(value);
            case "refusal" -> choiceRefusal = Json.text(value);
            case "tool_calls" -> toolCallReader.list(value, choiceToolCalls);
            case "function_call" -> toolCallReader.legacy(value, choiceToolCalls);
            default -> value.skipChildren();
        }
    }

    private void reasoning(JsonParser value) throws IOException {
        boolean first = choiceReasoning == null || choiceReasoning.isEmpty();
        String text = text(value);
        if (first) {
            choiceReasoning = text;
        } else {
            textTo = -1;
        }
    }

    private void content(JsonParser value) throws IOException {
        if (value.currentToken() == JsonToken.START_ARRAY) {
            choiceContent = parts(value);
            textTo = -1;
        } else {
            choiceContent = text(value);
        }
    }

    private @Nullable String text(JsonParser value) throws IOException {
        String text = Json.text(value);
        if (text != null && !text.isEmpty()) {
            textFrom = (int) value.currentTokenLocation().getByteOffset() + 1;
            textTo = (int) value.currentLocation().getByteOffset() - 1;
        }
        return text;
    }

    /** Mistral: a list of {@code text} parts and of {@code thinking} parts, which hold a list themselves. */
    private String parts(JsonParser value) throws IOException {
        parts.setLength(0);
        while (value.nextToken() != JsonToken.END_ARRAY) {
            Json.members(value, this::partMember);
        }
        return parts.toString();
    }

    private void partMember(String name, JsonParser value) throws IOException {
        if (name.equals("text")) {
            String text = Json.text(value);
            parts.append(text == null ? "" : text);
        } else if (name.equals("thinking")) {
            choiceReasoning = thinking(value);
        } else {
            value.skipChildren();
        }
    }

    private String thinking(JsonParser value) throws IOException {
        StringBuilder text = new StringBuilder(choiceReasoning == null ? "" : choiceReasoning);
        if (value.currentToken() != JsonToken.START_ARRAY) {
            String plain = Json.text(value);
            return text.append(plain == null ? "" : plain).toString();
        }
        while (value.nextToken() != JsonToken.END_ARRAY) {
            Json.members(value, (name, part) -> appendText(text, name, part));
        }
        return text.toString();
    }

    private static void appendText(StringBuilder text, String name, JsonParser part) throws IOException {
        String piece = Json.text(part);
        if (name.equals("text") && piece != null) {
            text.append(piece);
        }
    }
}
