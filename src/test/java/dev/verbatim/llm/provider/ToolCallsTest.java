package dev.verbatim.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.ToolCall;
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
