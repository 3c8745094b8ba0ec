package dev.verbatim.chat.session;

import dev.verbatim.chat.connection.Outbound;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.RoomKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What one client asks for that may be answered with a megabyte: joins, and pages of history. One at a time is asked for, and none while the
 * client has much to take, so that whoever does not read is held one such answer and not as many as it asks for.
 */
final class LargeAnswers {
    private static final int MAX_PAGES = 16;

    private record Question(RoomKey room, Supplier<Future<Void>> ask, Promise<Void> answered) {}

    private final Outbound outbound;
    private final Queue<Question> waiting = new ArrayDeque<>();
    private boolean underway;

    LargeAnswers(Outbound outbound) {
        this.outbound = outbound;
        outbound.onCaughtUp(this::next);
    }

    /** Asks when it is its turn; completes when it was answered, fails with why it was not. */
    Future<Void> ask(RoomKey room, Supplier<Future<Void>> question) {
        Promise<Void> answered = Promise.promise();
        waiting.add(new Question(room, question, answered));
        next();
        return answered.future();
    }

    /** Fails where too many wait for a page to be asked for as well. */
    void requirePatience() {
        if (waiting.size() >= MAX_PAGES) {
            throw new Failure(FailureCode.RATE_LIMITED, "Take what was sent before you ask for more.");
        }
    }

    /** What was not asked yet in this room fails. */
    void leave(RoomKey room) {
        failAll(
                question -> question.room().equals(room),
                new Failure(FailureCode.CONFLICT, "The room was left before this was asked for."));
    }

    private void next() {
        if (!underway && !waiting.isEmpty() && !outbound.isClosed() && !outbound.isBehind()) {
            underway = true;
            Question question = waiting.remove();
            question.ask().get().onComplete(done -> answered(question), cause -> refused(question, cause));
        }
    }

    private void answered(Question question) {
        underway = false;
        question.answered().complete();
        next();
    }

    /** While the database is away each would wait for it, one after the other. */
    private void refused(Question question, Throwable why) {
        underway = false;
        question.answered().fail(why);
        if (Failure.of(why).code() == FailureCode.STORAGE_UNAVAILABLE) {
            failAll(other -> true, why);
        }
        next();
    }

    private void failAll(Predicate<Question> which, Throwable why) {
        List<Question> given = waiting.stream().filter(which).toList();
        waiting.removeAll(given);
        given.forEach(question -> question.answered().fail(why));
    }
}
