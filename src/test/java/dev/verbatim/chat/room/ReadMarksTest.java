package dev.verbatim.chat.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.MarkRead;
import dev.verbatim.contract.MarksMoved;
import dev.verbatim.contract.ReadMark;
import dev.verbatim.contract.RoomKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What of many marks is written down, and when. */
class ReadMarksTest {
    private static final RoomKey TEA = new RoomKey("main", "tea");
    private static final RoomKey PLAN = new RoomKey("main", "plan");

    private final List<MarkRead> asked = new ArrayList<>();
    private Promise<MarksMoved> answer = Promise.promise();
    private final ReadMarks marks = new ReadMarks(this::ask);

    private Future<MarksMoved> ask(MarkRead question) {
        asked.add(question);
        answer = Promise.promise();
        return answer.future();
    }

    @Test
    void ofOnePersonInARoomTheFurthestMarkOfATickIsWritten() {
        for (long seq : new long[] {1, 5, 3}) {
            marks.mark(TEA, "ada", seq);
        }
        marks.mark(TEA, "ben", 2);
        marks.mark(PLAN, "ada", 7);

        marks.tick();

        assertThat(asked)
                .containsExactly(new MarkRead(List.of(
                        new ReadMark(TEA, "ada", 5), new ReadMark(TEA, "ben", 2), new ReadMark(PLAN, "ada", 7))));
        answer.complete(new MarksMoved(List.of()));
        marks.tick();
        assertThat(asked).hasSize(1);
    }

    @Test
    void oneQuestionIsUnderWayAtATime() {
        marks.mark(TEA, "ada", 1);
        marks.tick();
        marks.mark(TEA, "ada", 2);

        marks.tick();
        assertThat(asked).hasSize(1);

        answer.complete(new MarksMoved(List.of()));
        marks.tick();
        assertThat(asked.get(1).marks()).containsExactly(new ReadMark(TEA, "ada", 2));
    }

    @Test
    void whatCouldNotBeWrittenWaitsAndGoesOnlyForward() {
        marks.mark(TEA, "ada", 4);
        marks.mark(TEA, "ben", 4);
        marks.tick();
        marks.mark(TEA, "ada", 9);

        answer.fail(new Failure(FailureCode.STORAGE_UNAVAILABLE, "Down."));
        marks.tick();

        assertThat(asked.get(1).marks())
                .containsExactlyInAnyOrder(new ReadMark(TEA, "ada", 9), new ReadMark(TEA, "ben", 4));
    }

    @Test
    void whatCanNeverBeWrittenIsDropped() {
        marks.mark(TEA, "ada", 4);
        marks.tick();

        answer.fail(new Failure(FailureCode.INTERNAL, "Broken."));
        marks.mark(TEA, "ben", 1);
        marks.tick();

        assertThat(asked.get(1).marks()).containsExactly(new ReadMark(TEA, "ben", 1));
    }

    @Test
    void aFloodOfMarksIsBounded() {
        for (int i = 0; i < 3 * ReadMarks.MOST_WAITING; i++) {
            marks.mark(TEA, "u" + i, 1);
        }
        marks.mark(TEA, "u1", 2);

        marks.tick();

        assertThat(marks.size()).isEqualTo(ReadMarks.MOST_WAITING - ReadMarks.MOST_AT_ONCE);
        assertThat(asked.get(0).marks()).hasSize(ReadMarks.MOST_AT_ONCE).contains(new ReadMark(TEA, "u1", 2));
    }
}
