package dev.verbatim.chat.session;

import dev.verbatim.chat.room.StorageQuestions;
import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.EditMessage;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.Regenerate;
import dev.verbatim.contract.ReserveReply;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.Tracing;
import io.vertx.core.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a message gets into a room, whichever door it came by: a place for its reply first, then the commit, then the reply is asked for. A
 * node that is about to stop takes none.
 */
public final class Posts {
    private static final long DRAIN_RETRY_MS = 1000;

    private final MessageBus bus;
    private final StorageQuestions storage;
    private final Drain drain;
    private final long timeoutMs;

    /**
     * Posts over this bus.
     *
     * @param timeoutMs how long an LLM verticle may take to give a place
     */
    public Posts(MessageBus bus, StorageQuestions storage, Drain drain, long timeoutMs) {
        this.bus = bus;
        this.storage = storage;
        this.drain = drain;
        this.timeoutMs = timeoutMs;
    }

    /** Commits a message and has it answered; completes when it is durable. */
    public Future<Accepted> post(AcceptMessage message) {
        try {
            requireService();
        } catch (Failure failure) {
            return Future.failedFuture(failure);
        }
        Tracing.Span walk = walk("post");
        return walk.within(() -> reserve(message.room(), message.reply(), message.model()))
                .compose(place -> walk.within(() -> accept(place, message)))
                .onComplete(accepted -> walk.end(null), walk::end);
    }

    /** Gives a message another text, and asks for its answer anew where that was the last thing said; completes when it is durable. */
    public Future<Accepted> edit(EditMessage edit) {
        return anew(edit.room(), edit.reply(), () -> storage.ask(Topics.EDIT, edit.room(), edit));
    }

    /** Asks for another answer in the place of one; completes when the wish is durable. */
    public Future<Accepted> regenerate(Regenerate regenerate) {
        RoomKey room = regenerate.room();
        return anew(room, true, () -> storage.ask(Topics.REGENERATE, room, regenerate));
    }

    private Future<Accepted> anew(RoomKey room, boolean reply, Supplier<Future<Accepted>> commit) {
        try {
            requireService();
        } catch (Failure failure) {
            return Future.failedFuture(failure);
        }
        return reserve(room, reply, null).compose(place -> used(place, room, commit.get()));
    }

    /** A message's trace begins; ends with its commit. */
    Tracing.Span walk(String name) {
        return bus.root(name);
    }

    /** Fails where this node is about to stop. */
    void requireService() {
        if (drain.isRefusing()) {
            throw new Failure(FailureCode.AT_CAPACITY, "This server is about to stop.", DRAIN_RETRY_MS);
        }
    }

    /**
     * A place for a reply, if one is wanted.
     *
     * @param model what the message asks for; null: it leaves that to the room
     */
    Future<ReservedPlace> reserve(RoomKey room, boolean reply, @Nullable String model) {
        if (!reply) {
            return Future.succeededFuture(new ReservedPlace(bus, null));
        }
        return bus.request(Topics.RESERVE, new ReserveReply(room, model), timeoutMs)
                .map(slot -> new ReservedPlace(bus, slot));
    }

    /** The commit; then the place is used, or given back. */
    Future<Accepted> accept(ReservedPlace place, AcceptMessage message) {
        return used(place, message.room(), storage.accept(place.offeredWith(message)));
    }

    private static Future<Accepted> used(ReservedPlace place, RoomKey room, Future<Accepted> commit) {
        return commit.onComplete(accepted -> place.use(room, accepted), cause -> place.giveBack());
    }
}
