package dev.verbatim.llm;

import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.WatchReply;
import dev.verbatim.contract.WatchedReply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Those who asked to watch before the claim was answered: storage tells everybody of a claim at the same time as its owner, so that a
 * watcher may be here first. They are answered with the claim, or sent away with it. Event loop only.
 */
final class EarlyWatchers {
    private final Map<String, Promise<WatchedReply>> early = new LinkedHashMap<>();

    Future<WatchedReply> await(WatchReply question) {
        return early.computeIfAbsent(question.watcher(), watcher -> Promise.promise())
                .future();
    }

    void leave(String watcher) {
        Promise<WatchedReply> promise = early.remove(watcher);
        if (promise != null) {
            promise.fail(gone());
        }
    }

    void admit(Watchers watchers, Supplier<WatchedReply> text) {
        early.forEach((watcher, promise) -> {
            watchers.add(watcher);
            promise.complete(text.get());
        });
        early.clear();
    }

    void sendAway() {
        early.values().forEach(promise -> promise.fail(gone()));
        early.clear();
    }

    static Failure gone() {
        return new Failure(FailureCode.NOT_FOUND, "This instance does not run that reply.");
    }
}
