package dev.verbatim.llm.provider.anthropic;

import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.EndReason;
import dev.verbatim.llm.provider.AnswerSink;
import dev.verbatim.llm.provider.ErrorBody;
import dev.verbatim.llm.provider.Json;
import dev.verbatim.llm.provider.RepeatedShape;
import dev.verbatim.llm.provider.ToolCallPiece;
import dev.verbatim.llm.sse.SseListener;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of one message. The end marker is {@code message_stop}; the {@code stop_reason} comes before it. Events are
 * known by their JSON's {@code type}; {@code ping} and unknown ones are passed over. One stream, one thread.
 */
final class AnthropicDecoder implements SseListener {
    private static final long NO_TOOL = -1;
    private static final String NO_INPUT = "{}";

    private final AnswerSink answer;
    private final RepeatedShape shape = new RepeatedShape();
    private final AnthropicUsage usage = new AnthropicUsage();
    private final AnthropicEvent event = new AnthropicEvent(usage);
    private @Nullable String stopReason;
    private long toolIndex = NO_TOOL;
    private boolean toolHasInput;

    AnthropicDecoder(AnswerSink answer) {
        this.answer = answer;
    }

    @Override
    public void onEvent(String name, byte[] bytes, int offset, int length) {
        if (answer.isOver() || length == 0) {
            return;
        }
        String text = shape.match(bytes, offset, length);
        if (text != null) {
            answer.text(shape.kind(), text);
            return;
        }
        if (!Json.read(bytes, offset, length, event::read)) {
            answer.garbled("The provider sent an event that is not JSON.");
            return;
        }
        String type = event.type == null ? name : event.type;
        switch (type) {
            case "content_block_delta" -> delta(bytes, offset, length);
            case "content_block_start" -> begin();
            case "content_block_stop" -> endTool();
            case "message_start" -> {
                begin();
                count();
            }
            case "message_delta" -> count();
            case "message_stop" -> stop();
            case "error" -> answer.failed(ErrorBody.parse(0, bytes, offset, length));
            default -> passOver(bytes, offset, length);
        }
    }

    /** An unknown event says nothing, unless it is an error under another name. */
    private void passOver(byte[] bytes, int offset, int length) {
        if (event.hasError) {
            answer.failed(ErrorBody.parse(0, bytes, offset, length));
        }
    }

    private void begin() {
        block();
        if ("tool_use".equals(event.blockType)) {
            toolIndex = event.index;
            toolHasInput = event.toolInput != null && !NO_INPUT.equals(event.toolInput);
            String input = toolHasInput ? event.toolInput : null;
            answer.toolCall(new ToolCallPiece(event.index, event.toolId, event.toolName, input, false));
        }
    }

    /** A tool without arguments is sent none; its input is the empty object that its block began with. */
    private void endTool() {
        if (toolIndex == event.index && !toolHasInput) {
            answer.toolCall(new ToolCallPiece(event.index, null, null, NO_INPUT, true));
        }
        toolIndex = NO_TOOL;
    }

    private void toolInput() {
        if (event.index == toolIndex && event.toolInput != null && !event.toolInput.isEmpty()) {
            toolHasInput = true;
            answer.toolCall(new ToolCallPiece(event.index, null, null, event.toolInput, false));
        }
    }

    private void delta(byte[] bytes, int offset, int length) {
        block();
        toolInput();
        boolean onlyText = event.text != null ^ event.thinking != null;
        if (onlyText && !event.hasUsage) {
            DeltaKind kind = event.text != null ? DeltaKind.TEXT : DeltaKind.REASONING;
            shape.learn(kind, bytes, offset, length, offset + event.textFrom(), offset + event.textTo());
        }
    }

    private void block() {
        if (event.thinking != null) {
            answer.text(DeltaKind.REASONING, event.thinking);
        }
        if (event.text != null) {
            answer.text(DeltaKind.TEXT, event.text);
        }
    }

    private void count() {
        if (event.stopReason != null) {
            stopReason = event.stopReason;
        }
        if (event.hasUsage) {
            answer.usage(usage.usage());
        }
    }

    private void stop() {
        answer.finished(reason(), stopReason);
        answer.done();
    }

    private EndReason reason() {
        if (stopReason == null) {
            return EndReason.STOP;
        }
        return switch (stopReason) {
            case "max_tokens", "model_context_window_exceeded" -> EndReason.LENGTH;
            case "tool_use" -> EndReason.TOOL_CALLS;
            case "refusal" -> EndReason.REFUSAL;
            default -> EndReason.STOP;
        };
    }
}
