package dev.verbatim.llm.provider.openai;

import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.EndReason;
import dev.verbatim.llm.provider.AnswerSink;
import dev.verbatim.llm.provider.ErrorBody;
import dev.verbatim.llm.provider.Json;
import dev.verbatim.llm.provider.ToolCallPiece;
import dev.verbatim.llm.sse.SseListener;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of one response. The end markers are {@code response.completed} and {@code response.incomplete}, which hold the whole
 * response again, of which only usage is read; {@code response.failed} and {@code error} report an error. Events are known by their JSON's
 * {@code type}; unknown ones, and tools that the provider runs itself, are passed over. One stream, one thread.
 */
final class ResponsesDecoder implements SseListener {
    private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};

    private final AnswerSink answer;
    private final ResponsesEvent event = new ResponsesEvent();
    /** Kinds of which a part is coming in pieces. */
    private final Set<DeltaKind> inPieces = EnumSet.noneOf(DeltaKind.class);

    private boolean callsTools;

    ResponsesDecoder(AnswerSink answer) {
        this.answer = answer;
    }

    @Override
    public void onEvent(String name, byte[] bytes, int offset, int length) {
        if (answer.isOver() || length == 0 || isDone(bytes, offset, length)) {
            return;
        }
        if (!Json.read(bytes, offset, length, event::read)) {
            answer.garbled("The provider sent an event that is not JSON.");
            return;
        }
        switch (event.type == null ? name : event.type) {
            case "response.output_text.delta" -> piece(DeltaKind.TEXT);
            case "response.output_text.done" -> whole(DeltaKind.TEXT);
            case "response.refusal.delta" -> piece(DeltaKind.REFUSAL);
            case "response.refusal.done" -> whole(DeltaKind.REFUSAL);
            case "response.reasoning_text.delta", "response.reasoning_summary_text.delta" -> piece(DeltaKind.REASONING);
            case "response.reasoning_text.done", "response.reasoning_summary_text.done" -> whole(DeltaKind.REASONING);
            case "response.output_item.added" -> tool(false);
            case "response.function_call_arguments.delta" -> arguments(event.delta, false);
            case "response.function_call_arguments.done" -> arguments(event.whole, true);
            case "response.output_item.done" -> tool(true);
            case "response.completed" -> finish(callsTools ? EndReason.TOOL_CALLS : EndReason.STOP, event.status);
            case "response.incomplete" -> finish(incomplete(), event.incompleteReason);
            case "response.failed", "error" -> fail(bytes, offset, length);
            default -> passOver(bytes, offset, length);
        }
    }

    /** OpenAI sends none here; some servers that imitate it do. */
    private static boolean isDone(byte[] bytes, int offset, int length) {
        return Arrays.equals(bytes, offset, offset + length, DONE, 0, DONE.length);
    }

    private void piece(DeltaKind kind) {
        if (event.delta != null) {
            inPieces.add(kind);
            answer.text(kind, event.delta);
        }
    }

    /** A part that came in pieces is not said again. */
    private void whole(DeltaKind kind) {
        boolean said = inPieces.remove(kind);
        if (!said && event.whole != null) {
            answer.text(kind, event.whole);
        }
    }

    private void tool(boolean whole) {
        if ("function_call".equals(event.itemType) || "custom_tool_call".equals(event.itemType)) {
            callsTools = true;
            answer.toolCall(
                    new ToolCallPiece(event.outputIndex, event.callId, event.itemName, event.itemArguments, whole));
        }
    }

    private void arguments(@Nullable String text, boolean whole) {
        if (text != null) {
            answer.toolCall(new ToolCallPiece(event.outputIndex, null, null, text, whole));
        }
    }

    private EndReason incomplete() {
        return "content_filter".equals(event.incompleteReason) ? EndReason.CONTENT_FILTER : EndReason.LENGTH;
    }

    private void finish(EndReason reason, @Nullable String raw) {
        count();
        answer.finished(reason, raw);
        answer.done();
    }

    private void fail(byte[] bytes, int offset, int length) {
        count();
        answer.failed(ErrorBody.parse(0, bytes, offset, length));
    }

    private void count() {
        if (event.usage != null) {
            answer.usage(event.usage);
        }
    }

    /** An unknown event says nothing, unless it is an error under another name. */
    private void passOver(byte[] bytes, int offset, int length) {
        if (event.hasError) {
            fail(bytes, offset, length);
        }
    }
}
