package dev.verbatim.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.EndReason;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Words may end an answer while they are being heard, an echo or one word too many: what was counted with them is known by then. */
class AnswerOrderTest implements ProviderListener {
    private final Answer answer = new Answer(new FailureTable(new Reasons("test", List.of())));
    private final List<String> heard = new ArrayList<>();

    @Test
    void aCountIsHeardBeforeTheWordsThatCameWithIt() {
        answer.text(DeltaKind.REASONING, "Hm.");
        answer.text(DeltaKind.TEXT, "Hello");
        answer.toolCall(new ToolCallPiece(0, "c", "clock", "{}", false));
        answer.finished(EndReason.STOP, "stop");
        answer.usage(new Usage(UsageSource.PROVIDER, 7, 27, 0, 0, 0));

        answer.flush(this);

        assertThat(heard).containsExactly("27 true", "Hm.", "Hello", "clock");
    }

    @Test
    void aCountIsHeardOnce() {
        answer.usage(new Usage(UsageSource.PROVIDER, 7, 27, 0, 0, 0));

        answer.flushUsage(this);
        answer.flush(this);

        assertThat(heard).containsExactly("27 false");
    }

    @Test
    void whatAddsNothingIsNoProgress() {
        answer.text(DeltaKind.TEXT, "");
        answer.toolCall(new ToolCallPiece(0, null, null, null, false));
        answer.toolCall(new ToolCallPiece(0, "", "", "", false));
        assertThat(answer.hasContent()).isFalse();

        answer.toolCall(new ToolCallPiece(0, "c", "clock", "{}", false));
        answer.toolCall(new ToolCallPiece(0, "c", "clock", "", false));
        answer.toolCall(new ToolCallPiece(0, null, null, "{}", true));

        assertThat(answer.pieces()).isEqualTo(1);
    }

    @Override
    public void onDelta(DeltaKind kind, String text) {
        heard.add(text);
    }

    @Override
    public void onToolCall(ToolCallPart part) {
        heard.add(part.name());
    }

    @Override
    public void onUsage(Usage usage, boolean total) {
        heard.add(usage.outputTokens() + " " + total);
    }

    @Override
    public void onEnd(ProviderEnd end) {
        throw new AssertionError("an answer does not end by itself");
    }
}
