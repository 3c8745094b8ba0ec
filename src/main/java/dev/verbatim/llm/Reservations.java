package dev.verbatim.llm;

import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.ReplySlot;
import dev.verbatim.contract.ReserveReply;
import dev.verbatim.contract.Topics;
import io.vertx.core.Future;
import java.util.List;

/**
 * Places for messages that are about to be stored: the own ones first, then those of the node's other instances, one after the other, so that
 * nobody is refused at a full instance while the one beside it is idle. A sibling answers for itself alone, is asked once, and one that is
 * busy or gone counts as full; a place that it gives too late runs out by itself. Event loop only.
 */
final class Reservations {
    /** Each refusal costs as many questions, so that a full node with many instances does not drown in them. */
    static final int MOST_ASKED = 16;

    /** All of them together take less than who asked waits. */
    private static final long PATIENCE_MS = 250;

    private final MessageBus bus;
    private final RunningReplies own;
    private final List<String> siblings;

    /**
     * Places of one instance and of those beside it.
     *
     * @param siblings their addresses, in the order in which they are asked
     */
    Reservations(MessageBus bus, RunningReplies own, List<String> siblings) {
        this.bus = bus;
        this.own = own;
        this.siblings = siblings.subList(0, Math.min(MOST_ASKED, siblings.size()));
    }

    Future<ReplySlot> reserve(ReserveReply question) {
        return own.reserve(question).recover(full -> reserveBeside(question, 0, full));
    }

    private Future<ReplySlot> reserveBeside(ReserveReply question, int asked, Throwable full) {
        if (asked == siblings.size()) {
            return Future.failedFuture(full);
        }
        return bus.request(Topics.RESERVE_HERE.at(siblings.get(asked)), question, PATIENCE_MS)
                .recover(refused -> reserveBeside(question, asked + 1, full));
    }
}
