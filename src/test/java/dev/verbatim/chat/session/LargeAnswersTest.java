package dev.verbatim.chat.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verbatim.chat.connection.Backlog;
import dev.verbatim.chat.connection.Outbound;
import dev.verbatim.chat.connection.SlowLine;
import dev.verbatim.chat.wire.Frame;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.RoomKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever asks for room after room and reads nothing is held one answer. */
@ExtendWith(VertxExtension.class)
class LargeAnswersTest {
    private static final Frame LARGE = Frame.of("x".repeat(1000));

    private final SlowLine line = new SlowLine();
    private final List<String> asked = new ArrayList<>();
    private final List<Promise<Void>> open = new ArrayList<>();
    private Outbound outbound;
    private LargeAnswers answers;

    @BeforeEach
    void start(Vertx vertx) {
        outbound = new Outbound(line, 100, 300, Backlog.of(vertx, 1_000_000).account(Runnable::run));
        answers = new LargeAnswers(outbound);
    }

    private Future<Void> ask(String roomId) {
        return answers.ask(new RoomKey("main", roomId), () -> {
            asked.add(roomId);
            Promise<Void> answer = Promise.promise();
            open.add(answer);
            return answer.future();
        });
    }

    private void answer(int which) {
        outbound.frame(LARGE);
        open.get(which).complete();
    }

    @Test
    void oneAtATimeIsAskedFor() {
        ask("a");
        ask("b");
        assertThat(asked).containsExactly("a");

        open.get(0).complete();

        assertThat(asked).containsExactly("a", "b");
    }

    @Test
    void nothingIsAskedForWhileMuchIsToBeTaken() {
        ask("a");
        answer(0);
        Future<Void> second = ask("b");
        ask("c");
        assertThat(asked).containsExactly("a");
        assertThat(line.written).hasSize(1);

        line.flushAll();

        assertThat(asked).containsExactly("a", "b");
        assertThat(second.isComplete()).isFalse();
        answer(1);
        assertThat(second.succeeded()).isTrue();
        assertThat(asked).containsExactly("a", "b");
    }

    @Test
    void whatWasNotAskedYetIsLeftWithItsRoom() {
        ask("a");
        Future<Void> left = ask("b");
        ask("c");

        answers.leave(new RoomKey("main", "b"));
        open.get(0).complete();

        assertThat(Failure.of(left.cause()).code()).isEqualTo(FailureCode.CONFLICT);
        assertThat(asked).containsExactly("a", "c");
    }

    /** Each would wait for the database by itself otherwise. */
    @Test
    void whereTheDatabaseIsAwayAllAreToldAtOnce() {
        Future<Void> first = ask("a");
        Future<Void> second = ask("b");

        open.get(0).fail(new Failure(FailureCode.STORAGE_UNAVAILABLE, "Down.", 700));

        assertThat(Failure.of(first.cause()).retryAfterMs()).isEqualTo(700);
        assertThat(Failure.of(second.cause()).code()).isEqualTo(FailureCode.STORAGE_UNAVAILABLE);
        assertThat(asked).containsExactly("a");
        ask("c");
        assertThat(asked).containsExactly("a", "c");
    }

    @Test
    void anotherFailureIsOnesOwn() {
        ask("a");
        ask("b");

        open.get(0).fail(new Failure(FailureCode.NOT_FOUND, "There is no such room."));

        assertThat(asked).containsExactly("a", "b");
    }

    /** Whoever asked writes it down. */
    @Test
    void whatNobodyExpectedIsPassedOnAsItIs() {
        Future<Void> answer = ask("a");
        IllegalStateException defect = new IllegalStateException("a defect");

        open.get(0).fail(defect);

        assertThat(answer.cause()).isSameAs(defect);
    }

    @Test
    void onlySoManyPagesWait() {
        for (int i = 0; i < 17; i++) {
            answers.requirePatience();
            ask("a");
        }

        assertThatThrownBy(answers::requirePatience)
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(FailureCode.RATE_LIMITED));
    }
}
