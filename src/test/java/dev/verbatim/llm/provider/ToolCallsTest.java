package dev.verbatim.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.ToolCall;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ToolCallsTest {
    private final ToolCalls calls = new ToolCalls();

    private static ToolCallPiece piece(
            long index, @Nullable String id, @Nullable String name, @Nullable String arguments) {
        return new ToolCallPiece(index, id, name, arguments, false);
    }

    @Test
    void piecesOfOneIndexAreOneCallHoweverTheyAreMixed() {
        calls.add(piece(0, "a", "first", "{"));
        calls.add(piece(1, "b", "second", null));
        calls.add(piece(0, null, null, "}"));
        calls.add(piece(1, "", "", "[]"));

        assertThat(calls.toRecords())
                .containsExactly(new ToolCall("a", "first", "{}"), new ToolCall("b", "second", "[]"));
    }

    @Test
    void anotherIdUnderTheSameIndexIsAnotherCall() {
        calls.add(piece(0, "a", "first", "{}"));
        calls.add(piece(0, "b", "first", "{}"));

        assertThat(calls.toRecords()).extracting(ToolCall::id).containsExactly("a", "b");
    }

    @Test
    void anIdThatIsRepeatedWithEveryPieceIsTheSameCall() {
        calls.add(piece(0, "a", "first", "{"));
        calls.add(piece(0, "a", null, "}"));
        calls.add(piece(0, "another-id-without-a-name", null, ""));

        assertThat(calls.toRecords()).hasSize(1);
    }

    @Test
    void whatIsNeverNamedIsNoCall() {
        calls.add(piece(0, "a", null, "{}"));

        assertThat(calls.toRecords()).isEmpty();
    }

    private List<ToolCallPart> parts(boolean last) {
        List<ToolCallPart> parts = new ArrayList<>();
        calls.take(last, parts::add);
        return parts;
    }

    @Test
    void whatOneReadAddedIsOnePartPerCallAndIsHandedOnOnce() {
        calls.add(piece(0, "a", "first", "{"));
        calls.add(piece(0, null, null, "\"x\":"));
        calls.add(piece(1, "b", "second", null));

        assertThat(parts(false))
                .containsExactly(
                        new ToolCallPart(0, "a", "first", 0, "{\"x\":"), new ToolCallPart(1, "b", "second", 0, ""));
        assertThat(parts(false)).isEmpty();
        calls.add(piece(0, null, null, "1}"));
        assertThat(parts(false)).containsExactly(new ToolCallPart(0, "a", "first", 5, "1}"));
        assertThat(parts(true)).isEmpty();
    }

    @Test
    void aCallIsHandedOnWhenItHasItsName() {
        calls.add(piece(0, "a", null, "{"));
        assertThat(parts(false)).isEmpty();

        calls.add(piece(0, null, "late", "}"));

        assertThat(parts(false)).containsExactly(new ToolCallPart(0, "a", "late", 0, "{}"));
    }

    @Test
    void wholeArgumentsThatRepeatWhatIsKnownAddOnlyTheRest() {
        calls.add(piece(0, "a", "first", "{\"x\""));
        parts(false);

        calls.add(new ToolCallPiece(0, null, null, "{\"x\":1}", true));

        assertThat(parts(false)).containsExactly(new ToolCallPart(0, "a", "first", 4, ":1}"));
        calls.add(new ToolCallPiece(0, null, null, "{\"x\":1}", true));
        assertThat(parts(false)).isEmpty();
    }

    @Test
    void wholeArgumentsThatDifferVoidWhatWasSaid() {
        calls.add(piece(0, "a", "first", "{\"x\":1}"));
        parts(false);

        calls.add(new ToolCallPiece(0, null, null, "{}", true));

        assertThat(parts(false)).containsExactly(new ToolCallPart(0, "a", "first", 1, "}"));
        assertThat(calls.toRecords()).containsExactly(new ToolCall("a", "first", "{}"));
    }

    @Test
    void aPartNeverEndsInsideASurrogatePair() {
        calls.add(piece(0, "a", "first", "x\ud83d"));
        assertThat(parts(false)).containsExactly(new ToolCallPart(0, "a", "first", 0, "x"));

        calls.add(piece(0, null, null, "\ude42\ud83d"));

        assertThat(parts(false)).containsExactly(new ToolCallPart(0, "a", "first", 1, "\ud83d\ude42"));
        assertThat(parts(true)).containsExactly(new ToolCallPart(0, "a", "first", 3, "\ufffd"));
    }

    @Test
    void partsAreBoundedAndTheLastOneHasTheRest() {
        StringBuilder heard = new StringBuilder();
        int parts = 0;
        for (int i = 0; i < 2 * ToolCalls.MAX_PARTS; i++) {
            calls.add(piece(0, "a", "first", "x"));
            parts += parts(false).stream()
                    .mapToInt(part -> heard.append(part.arguments()).length() > 0 ? 1 : 0)
                    .sum();
        }
        parts(true).forEach(part -> heard.append(part.arguments()));

        assertThat(parts).isEqualTo(ToolCalls.MAX_PARTS);
        assertThat(heard).hasToString("x".repeat(2 * ToolCalls.MAX_PARTS));
    }

    @Test
    void callsAndTheirWordsAreBounded() {
        ToolCalls wordy = new ToolCalls();
        boolean kept = true;
        for (int i = 0; i < ToolCalls.MAX_CALLS; i++) {
            kept &= calls.add(piece(i, "id", "name", ""));
        }

        assertThat(kept).isTrue();
        assertThat(calls.add(piece(1_000, "id", "name", ""))).isFalse();
        assertThat(wordy.add(piece(0, "", "", "x".repeat(ToolCalls.MAX_CHARS)))).isTrue();
        assertThat(wordy.add(piece(0, "", "", "x"))).isFalse();
    }

    @Test
    void argumentsMayHoldWhatIsNoText() {
        calls.add(piece(0, "a", "first", "{\"x\":\"\ud83d\"}"));

        assertThat(calls.toRecords().get(0).arguments()).isEqualTo("{\"x\":\"\ufffd\"}");
    }
}
