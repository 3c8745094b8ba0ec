package dev.verbatim.llm;

import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.ReplyDelta;
import dev.verbatim.contract.ReplyProgress;
import dev.verbatim.contract.Topics;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A chat verticle's ears: what it is sent, in order. */
final class RecordingWatcher {
    final String address;
    private final BlockingQueue<ReplyDelta> deltas = new LinkedBlockingQueue<>();
    private final BlockingQueue<ReplyProgress> progress = new LinkedBlockingQueue<>();

    RecordingWatcher(MessageBus bus, int instance) {
        address = Topics.chatInstance("n1", instance);
        bus.consume(Topics.DELTAS.at(address), deltas::add);
        bus.consume(Topics.PROGRESS.at(address), progress::add);
    }

    /** The next delta. */
    ReplyDelta delta() throws InterruptedException {
        ReplyDelta delta = deltas.poll(Bench.PATIENCE_S, TimeUnit.SECONDS);
        if (delta == null) {
            throw new AssertionError("no delta came");
        }
        return delta;
    }

    ReplyProgress progress() throws InterruptedException {
        ReplyProgress said = progress.poll(Bench.PATIENCE_S, TimeUnit.SECONDS);
        if (said == null) {
            throw new AssertionError("no progress came");
        }
        return said;
    }

    boolean heardNothing() {
        return deltas.isEmpty();
    }

    /** The text after a prefix, checked delta by delta until it has this length. */
    String follow(DeltaKind kind, String prefix, int length) throws InterruptedException {
        StringBuilder text = new StringBuilder(prefix);
        while (text.length() < length) {
            ReplyDelta delta = delta();
            if (delta.kind() == kind) {
                if (delta.offset() != text.length()) {
                    throw new AssertionError("offset " + delta.offset() + " at length " + text.length());
                }
                text.append(delta.text());
            }
        }
        return text.toString();
    }
}
