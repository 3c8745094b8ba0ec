package dev.verbatim.llm;

import dev.verbatim.contract.Acked;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.ReplyDelta;
import dev.verbatim.contract.ReplyProgress;
import dev.verbatim.contract.WatchReply;
import dev.verbatim.contract.WatchedReply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who follows one reply. Storage tells everybody of a call that claims at the same time as its owner, so that a watcher may be here before the
 * claim's answer: it waits for that, and is let in or sent away with it. Event loop only.
 */
final class Audience {
    private final Watchers watchers;
    private final Map<String, Promise<WatchedReply>> early = new LinkedHashMap<>();
    private final Runnable onDeserted;
    private @Nullable Supplier<WatchedReply> text;

    /**
     * Nobody yet.
     *
     * @param onDeserted called when a watcher has said that it looks no more, and there is no other
     */
    Audience(MessageBus bus, Runnable onDeserted) {
        this.watchers = new Watchers(bus);
        this.onDeserted = onDeserted;
    }

    /** Nobody, about a reply that this instance does not run. */
    static Failure gone() {
        return new Failure(FailureCode.NOT_FOUND, "This instance does not run that reply.");
    }

    /**
     * The claim is answered: from now on watchers are told the text as it stands.
     *
     * @param text asked in the turn in which a watcher is added
     */
    void open(Supplier<WatchedReply> text) {
        this.text = text;
        early.forEach((watcher, promise) -> {
            watchers.add(watcher);
            promise.complete(text.get());
        });
        early.clear();
    }

    /** Adds a watcher and answers in the same turn, so that the next delta continues exactly there. */
    Future<WatchedReply> watch(WatchReply question) {
        if (text == null) {
            return early.computeIfAbsent(question.watcher(), watcher -> Promise.promise())
                    .future();
        }
        watchers.add(question.watcher());
        return Future.succeededFuture(text.get());
    }

    void unwatch(String watcher) {
        watchers.remove(watcher);
        Promise<WatchedReply> waiting = early.remove(watcher);
        if (waiting != null) {
            waiting.fail(gone());
        }
        if (text != null && watchers.isDeserted()) {
            onDeserted.run();
        }
    }

    void acked(Acked ack) {
        watchers.acked(ack);
    }

    /** Whether a delta need not even be made. */
    boolean isEmpty() {
        return watchers.isEmpty();
    }

    void send(ReplyDelta delta) {
        watchers.send(delta);
    }

    void send(ReplyProgress progress) {
        watchers.send(progress);
    }

    /** The reply is forgotten here. */
    void close() {
        early.values().forEach(promise -> promise.fail(gone()));
        early.clear();
        watchers.clear();
    }
}
