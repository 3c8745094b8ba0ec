package dev.verbatim.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.TextChunk;
import org.junit.jupiter.api.Test;

class AnswerTest {
    @Test
    void nulBecomesAMarkOfTheSameLength() {
        Answer answer = new Answer(100);

        String kept = answer.fitting("a\0b");
        answer.append(DeltaKind.TEXT, kept);

        assertThat(answer.text()).isEqualTo("a\uFFFDb");
    }

    @Test
    void theLimitIsForAllKindsTogetherAndSplitsNoPair() {
        Answer answer = new Answer(6);
        answer.append(DeltaKind.REASONING, answer.fitting("123"));

        assertThat(answer.fitting("ab")).isEqualTo("ab");
        assertThat(answer.fitting("ab\uD83D\uDE00")).isEqualTo("ab");
        assertThat(answer.fitting("a\uD83D\uDE00b")).isEqualTo("a\uD83D\uDE00");
    }

    @Test
    void aDeltaThatFitsIsNotCopied() {
        String delta = "as it came";

        assertThat(new Answer(100).fitting(delta)).isSameAs(delta);
    }

    @Test
    void aCheckpointThatWasNotStoredStaysAsItWas() {
        Answer answer = new Answer(100);
        answer.append(DeltaKind.TEXT, "one");
        assertThat(answer.checkpoint(100)).containsExactly(new TextChunk(DeltaKind.TEXT, 0, "one"));

        answer.append(DeltaKind.TEXT, "two");
        assertThat(answer.checkpoint(100)).containsExactly(new TextChunk(DeltaKind.TEXT, 0, "one"));

        answer.checkpointStored();
        assertThat(answer.checkpoint(100)).containsExactly(new TextChunk(DeltaKind.TEXT, 3, "two"));
        answer.checkpointStored();
        assertThat(answer.checkpoint(100)).isEmpty();
    }

    @Test
    void aCheckpointHasOnlySoMuchAndSplitsNoPair() {
        Answer answer = new Answer(100);
        answer.append(DeltaKind.TEXT, "ab\uD83D\uDE00c");
        answer.append(DeltaKind.REASONING, "hm");

        assertThat(answer.checkpoint(3))
                .containsExactly(new TextChunk(DeltaKind.TEXT, 0, "ab"), new TextChunk(DeltaKind.REASONING, 0, "h"));
        answer.checkpointStored();
        assertThat(answer.checkpoint(3)).containsExactly(new TextChunk(DeltaKind.TEXT, 2, "\uD83D\uDE00c"));
        answer.checkpointStored();
        assertThat(answer.checkpoint(3)).containsExactly(new TextChunk(DeltaKind.REASONING, 1, "m"));
        answer.checkpointStored();
        assertThat(answer.checkpoint(3)).isEmpty();
    }

    @Test
    void aChunkWithoutRoomForItIsNotTakenForStored() {
        Answer answer = new Answer(100);
        answer.append(DeltaKind.TEXT, "abc");
        assertThat(answer.checkpoint(3)).hasSize(1);

        assertThat(answer.checkpoint(2)).isEmpty();
        answer.checkpointStored();

        assertThat(answer.checkpoint(3)).containsExactly(new TextChunk(DeltaKind.TEXT, 0, "abc"));
    }
}
