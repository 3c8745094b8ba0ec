package dev.verbatim.llm;

import dev.verbatim.contract.Acked;
import dev.verbatim.contract.Line;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.ReplyDelta;
import dev.verbatim.contract.ReplyProgress;
import dev.verbatim.contract.Topics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The chat verticles that follow one reply. One record per delta, shared by all; each watcher has its own window, and one that is too
 * far behind is dropped without a word: its next delta does not fit its text, so it watches again. Event loop only.
 */
final class Watchers {
    /** How far a watcher may be behind, in UTF-16 code units. */
    static final long WINDOW_CHARS = 256 * 1024;

    private final MessageBus bus;
    private final List<Watcher> watchers = new ArrayList<>(1);
    /** Those that were dropped and will watch again: they look on all the same. */
    private final Set<String> behind = new HashSet<>(1);
    /** Said last; words come only from an attempt after the one that it is of, whose viewers pass it over. */
    private @Nullable ReplyProgress waitsFor;

    Watchers(MessageBus bus) {
        this.bus = bus;
    }

    boolean isEmpty() {
        return watchers.isEmpty();
    }

    /** Whether nobody looks, not even who is too far behind to be sent anything. */
    boolean isDeserted() {
        return watchers.isEmpty() && behind.isEmpty();
    }

    int size() {
        return watchers.size();
    }

    /** Adds a watcher, or starts it anew; what the reply waits for was said before it came, and is said to it again. */
    void add(String address) {
        remove(address);
        Watcher added = new Watcher(address, bus);
        watchers.add(added);
        if (waitsFor != null) {
            added.progress.send(waitsFor);
        }
    }

    void remove(String address) {
        watchers.removeIf(watcher -> watcher.address.equals(address));
        behind.remove(address);
    }

    void clear() {
        watchers.clear();
        behind.clear();
    }

    void acked(Acked ack) {
        for (Watcher watcher : watchers) {
            if (watcher.address.equals(ack.watcher())) {
                watcher.acked(ack.chars());
            }
        }
    }

    /** Sends a delta to everybody who is not too far behind. */
    void send(ReplyDelta delta) {
        int length = delta.text().length();
        for (int i = watchers.size() - 1; i >= 0; i--) {
            Watcher watcher = watchers.get(i);
            if (watcher.mayTake(length)) {
                watcher.deltas.send(delta);
            } else {
                watchers.remove(i);
                behind.add(watcher.address);
            }
        }
    }

    void send(ReplyProgress progress) {
        waitsFor = progress;
        for (Watcher watcher : watchers) {
            watcher.progress.send(progress);
        }
    }

    private static final class Watcher {
        private final String address;
        private final Line<ReplyDelta> deltas;
        private final Line<ReplyProgress> progress;
        private long sent;
        private long handled;

        private Watcher(String address, MessageBus bus) {
            this.address = address;
            this.deltas = bus.line(Topics.DELTAS.at(address));
            this.progress = bus.line(Topics.PROGRESS.at(address));
        }

        private boolean mayTake(int chars) {
            sent += chars;
            return sent - handled <= WINDOW_CHARS;
        }

        // An account of an earlier watch may still be on its way: never more than was sent in this one.
        private void acked(long chars) {
            handled = Math.max(handled, Math.min(chars, sent));
        }
    }
}
