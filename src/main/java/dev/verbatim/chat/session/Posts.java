package dev.verbatim.chat.session;

import dev.verbatim.chat.room.StorageQuestions;
import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.ReserveReply;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.Tracing;
import io.vertx.core.Future;

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
        return reserve(message.room(), message.reply()).compose(place -> accept(place, message));
    }

    /** Fails where this node is about to stop. */
    void requireService() {
        if (drain.isRefusing()) {
            throw new Failure(FailureCode.AT_CAPACITY, "This server is about to stop.", DRAIN_RETRY_MS);
        }
    }

    /** The span of a message's way, from its frame on. */
    Tracing.Span walk() {
        return bus.root("send");
    }

    /** A place for a reply, if one is wanted. */
    Future<ReservedPlace> reserve(RoomKey room, boolean reply) {
        if (!reply) {
            return Future.succeededFuture(new ReservedPlace(bus, null));
        }
        return bus.request(Topics.RESERVE, new ReserveReply(room), timeoutMs).map(slot -> new ReservedPlace(bus, slot));
    }

    /** The commit; then the place is used, or given back. */
    Future<Accepted> accept(ReservedPlace place, AcceptMessage message) {
        return storage.accept(message)
                .onComplete(accepted -> place.use(message.room(), accepted), cause -> place.giveBack());
    }
}
