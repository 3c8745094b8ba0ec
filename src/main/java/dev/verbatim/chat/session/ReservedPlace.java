package dev.verbatim.chat.session;

import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.OpenReply;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.ReleaseSlot;
import dev.verbatim.contract.ReplyRequested;
import dev.verbatim.contract.ReplySlot;
import dev.verbatim.contract.ReplyState;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.Topics;
import org.jspecify.annotations.Nullable;

/** A place that an LLM verticle keeps for a reply, to be used or given back exactly once. */
final class ReservedPlace {
    private final MessageBus bus;
    private final @Nullable ReplySlot slot;

    /** A place of this slot; without one there is nothing to use or give back: the message wants no reply. */
    ReservedPlace(MessageBus bus, @Nullable ReplySlot slot) {
        this.bus = bus;
        this.slot = slot;
    }

    /** The message as storage is to be asked: the owner's offer goes with it. */
    AcceptMessage offeredWith(AcceptMessage message) {
        return slot == null ? message : message.with(slot.offer());
    }

    /** The message is durable: its reply is asked for, unless storage has done so, it waits behind another, or was asked for before. */
    void use(RoomKey room, Accepted accepted) {
        OpenReply reply = accepted.reply();
        if (slot == null || accepted.claimed()) {
            return;
        }
        if (reply == null || accepted.duplicate() || reply.state() != ReplyState.PENDING) {
            giveBack();
            return;
        }
        PendingReply pending = new PendingReply(room, reply.replyId(), reply.seq(), reply.replyTo(), reply.model());
        bus.send(Topics.REQUESTED.at(slot.owner()), new ReplyRequested(pending, slot.slotId()));
    }

    /** The message was not accepted. */
    void giveBack() {
        if (slot != null) {
            bus.send(Topics.RELEASE.at(slot.owner()), new ReleaseSlot(slot.slotId()));
        }
    }
}
