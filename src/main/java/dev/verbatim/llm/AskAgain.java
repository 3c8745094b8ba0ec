package dev.verbatim.llm;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** Repeats a question to storage while that is away, about half a minute; only for what is answered the same each time. Event loop only. */
final class AskAgain {
    private static final int MAX_TRIES = 12;
    private static final long FIRST_DELAY_MS = 100;
    private static final long MAX_DELAY_MS = 5_000;

    private final Vertx vertx;

    AskAgain(Vertx vertx) {
        this.vertx = vertx;
    }

    /** The first answer that is not a passing failure, or the last failure. */
    <T> Future<T> ask(Supplier<Future<T>> question) {
        return ask(question, 1);
    }

    private <T> Future<T> ask(Supplier<Future<T>> question, int attempt) {
        return question.get().recover(cause -> again(question, attempt, cause));
    }

    private <T> Future<T> again(Supplier<Future<T>> question, int attempt, Throwable cause) {
        if (attempt == MAX_TRIES || !ReplyStore.mayPass(cause)) {
            return Future.failedFuture(cause);
        }
        long delayMs = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS << (attempt - 1));
        return vertx.timer(delayMs).compose(waited -> ask(question, attempt + 1));
    }
}
