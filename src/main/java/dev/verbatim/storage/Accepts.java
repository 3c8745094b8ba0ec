package dev.verbatim.storage;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.ClaimOffer;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.ReplyRequested;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.Tracing;
import io.vertx.core.Future;

/**
 * Messages on their way into the database. The owner of a reply that was claimed with its message is told before anybody else hears of it, so
 * that who comes to watch the reply finds it there; an owner that is not reached loses its lease. Event loop only.
 */
final class Accepts {
    private final MessageBus bus;
    private final Lane<Proposal, Acceptance> lane;
    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();

    Accepts(MessageBus bus, Lane<Proposal, Acceptance> lane) {
        this.bus = bus;
        this.lane = lane;
    }

    Future<Accepted> submit(AcceptMessage ask) {
        Proposal proposal = Proposal.of(ask, ids.generate(), ids.generate());
        Future<Acceptance> committed = lane.submit(proposal, proposal.size());
        ClaimOffer offer = ask.offer();
        return offer == null ? committed.map(Acceptance::accepted) : handedOver(offer.owner(), committed);
    }

    /**
     * A batch belongs to the trace of one of its asks; what comes of an ask belongs to its own. The span lasts as long as the ask, which says
     * itself how it went.
     */
    private Future<Accepted> handedOver(String owner, Future<Acceptance> committed) {
        Tracing.Span span = bus.span("handover");
        return committed
                .map(acceptance -> span.within(() -> told(owner, acceptance)))
                .onComplete(accepted -> span.end(null));
    }

    private Accepted told(String owner, Acceptance acceptance) {
        ReplyRequested handover = acceptance.handover();
        if (handover != null) {
            bus.send(Topics.REQUESTED.at(owner), handover);
        }
        return acceptance.accepted();
    }

    void pump() {
        lane.pump();
    }

    LaneTraffic traffic() {
        return lane.traffic();
    }

    Future<Void> close() {
        return lane.close();
    }
}
