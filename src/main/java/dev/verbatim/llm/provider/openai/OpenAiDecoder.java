package dev.verbatim.llm.provider.openai;

import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.EndReason;
import dev.verbatim.llm.provider.AnswerSink;
import dev.verbatim.llm.provider.ErrorBody;
import dev.verbatim.llm.provider.Json;
import dev.verbatim.llm.provider.ProviderError;
import dev.verbatim.llm.provider.RepeatedShape;
import dev.verbatim.llm.sse.SseListener;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of one chat completion. The end marker is {@code finish_reason}; {@code [DONE]} only says that nothing
 * follows. One stream, one thread.
 */
final class OpenAiDecoder implements SseListener {
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    private final AnswerSink answer;
    private final RepeatedShape shape = new RepeatedShape();
    private final OpenAiChunk chunk = new OpenAiChunk();

    OpenAiDecoder(AnswerSink answer) {
        this.answer = answer;
    }

    @Override
    public void onEvent(String name, byte[] bytes, int offset, int length) {
        if (answer.isOver()) {
            return;
        }
        String text = shape.match(bytes, offset, length);
        if (text != null) {
            answer.text(shape.kind(), text);
            return;
        }
        int from = offset;
        int to = offset + length;
        while (from < to && isBlank(bytes[from])) {
            from++;
        }
        while (from < to && isBlank(bytes[to - 1])) {
            to--;
        }
        if (Arrays.equals(bytes, from, to, DONE, 0, DONE.length)) {
            answer.done();
        } else if (from < to) {
            readChunk(name, bytes, offset, length);
        }
    }

    private static boolean isBlank(byte b) {
        return b >= 0 && b <= ' ';
    }

    private void readChunk(String name, byte[] bytes, int offset, int length) {
        if (!Json.read(bytes, offset, length, chunk::read)) {
            answer.garbled("The provider sent an event that is not JSON.");
            return;
        }
        say();
        DeltaKind onlyText = chunk.onlyText();
        if (onlyText != null) {
            shape.learn(onlyText, bytes, offset, length, offset + chunk.textFrom(), offset + chunk.textTo());
        }
        if (chunk.hasError || name.equals("error")) {
            answer.failed(ErrorBody.parse(0, bytes, offset, length));
        }
    }

    private void say() {
        say(DeltaKind.REASONING, chunk.reasoning);
        say(DeltaKind.TEXT, chunk.content);
        say(DeltaKind.REFUSAL, chunk.refusal);
        chunk.toolCalls.forEach(answer::toolCall);
        if (chunk.usage != null) {
            answer.usage(chunk.usage);
        }
        String finish = chunk.finishReason;
        if (finish != null && !finish.isEmpty()) {
            finish(finish);
        }
    }

    private void say(DeltaKind kind, @Nullable String text) {
        if (text != null) {
            answer.text(kind, text);
        }
    }

    private void finish(String raw) {
        switch (raw) {
            case "length", "max_tokens", "model_length", "model_context_window_exceeded" ->
                answer.finished(EndReason.LENGTH, raw);
            case "content_filter", "sensitive" -> answer.finished(EndReason.CONTENT_FILTER, raw);
            case "refusal" -> answer.finished(EndReason.REFUSAL, raw);
            case "tool_calls", "function_call" -> answer.finished(EndReason.TOOL_CALLS, raw);
            case "error",
                    "abort",
                    "aborted",
                    "canceled",
                    "cancelled",
                    "insufficient_system_resource",
                    "network_error" -> failUnlessErrorFollows(raw);
            default -> answer.finished(EndReason.STOP, raw);
        }
    }

    /**
     * No end of an answer, though it stands where one does: the server cut it. OpenRouter's {@code error} comes with an error object in the same
     * chunk, which says more.
     */
    private void failUnlessErrorFollows(String raw) {
        if (!chunk.hasError) {
            answer.failed(new ProviderError(0, " " + raw + " ", null));
        }
    }
}
