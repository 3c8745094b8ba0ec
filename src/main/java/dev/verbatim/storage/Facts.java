package dev.verbatim.storage;

import dev.verbatim.contract.MarksMoved;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.MessageChanged;
import dev.verbatim.contract.MessagePosted;
import dev.verbatim.contract.ReplyEnded;
import dev.verbatim.contract.ReplyStarted;
import dev.verbatim.contract.Revocation;
import dev.verbatim.contract.SetupFact;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.UsageRecorded;

/** Says what was committed, to everybody. What is lost on the way is found by its rev. */
final class Facts {
    private final MessageBus bus;

    Facts(MessageBus bus) {
        this.bus = bus;
    }

    void posted(MessagePosted fact) {
        bus.publish(Topics.MESSAGES, fact, fact.room());
    }

    void started(ReplyStarted fact) {
        bus.publish(Topics.REPLIES, fact, fact.room());
    }

    void ended(ReplyEnded fact) {
        bus.publish(Topics.REPLIES, fact, fact.room());
    }

    void changed(MessageChanged fact) {
        bus.publish(Topics.MESSAGES, fact, fact.room());
    }

    void setup(SetupFact fact) {
        bus.publish(Topics.ROOMS, fact, fact.room());
    }

    void revoked(Revocation fact) {
        bus.publish(Topics.REVOKED, fact);
    }

    void moved(MarksMoved marks) {
        bus.publish(Topics.MARKS, marks);
    }

    void usage(UsageRecorded fact) {
        bus.publish(Topics.USAGE, fact, fact.room());
    }
}
