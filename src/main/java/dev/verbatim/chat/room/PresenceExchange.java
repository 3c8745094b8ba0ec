package dev.verbatim.chat.room;

import dev.verbatim.contract.PresenceReport;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.RoomPresence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the chat verticles tell each other of who looks at which room: each one report a tick, however many rooms and people it has, nothing while
 * nobody looks at anything through it. A verticle that is not heard from for {@link #SILENCE_MS} has nobody any more. A report that was lost shows
 * as a hole in the numbers: then all is asked again, and what nobody confirms is forgotten. Nothing is stored.
 */
final class PresenceExchange {
    /** How often a verticle reports. */
    static final long TICK_MS = 1_000;
    /** After so long a verticle is gone. */
    static final long SILENCE_MS = 5_000;
    /** So long what was said before a hole is believed without being said again. */
    static final long DOUBT_MS = 3_000;
    /** Rooms and names of one report. */
    private static final int MOST_ENTRIES = 500;

    private static final long NONE = -1;

    /** Another verticle, as far as it was heard. */
    private static final class Peer {
        private long number = NONE;
        private long heardMs;
        private long doubtMs = NONE;
    }

    private final String instance;
    private final Consumer<PresenceReport> publish;
    private final Map<RoomKey, Presence> watched = new HashMap<>();
    private final List<RoomPresence> farewells = new ArrayList<>();
    private final Map<String, Peer> peers = new HashMap<>();
    private long number;

    /**
     * Nothing is watched yet.
     *
     * @param instance the verticle's own address
     * @param publish how the others hear a report
     */
    PresenceExchange(String instance, Consumer<PresenceReport> publish) {
        this.instance = instance;
        this.publish = publish;
    }

    /** Somebody here is about to look at this room. */
    void watch(Presence presence) {
        watched.put(presence.room(), presence);
    }

    /** Nobody here looks at it any more. */
    void unwatch(Presence presence) {
        RoomPresence farewell = presence.farewell();
        if (watched.remove(presence.room(), presence) && farewell != null) {
            farewells.add(farewell);
        }
    }

    /** Takes what a verticle says, also what this one said itself. */
    void hear(PresenceReport report, long nowMs) {
        if (report.instance().equals(instance)) {
            return;
        }
        Peer peer = peers.computeIfAbsent(report.instance(), first -> new Peer());
        if (report.number() == 0) {
            forget(report.instance());
            peer.doubtMs = NONE;
        } else if (report.number() != peer.number + 1) {
            peer.doubtMs = nowMs;
            watched.values().forEach(Presence::askAgain);
        }
        peer.number = report.number();
        peer.heardMs = nowMs;
        for (RoomPresence news : report.rooms()) {
            Presence presence = watched.get(news.room());
            if (presence != null) {
                presence.heard(report.instance(), news, nowMs);
                presence.show(nowMs);
            }
        }
    }

    /** Forgets who is gone, tells the other verticles, and shows the viewers what has changed. */
    void tick(long nowMs) {
        peers.entrySet().removeIf(peer -> isSilent(peer.getKey(), peer.getValue(), nowMs));
        peers.forEach((name, peer) -> settleDoubt(name, peer, nowMs));
        watched.values().forEach(presence -> presence.count(nowMs));
        report();
        // Who is sent away for this frame leaves, and a room that nobody looks at any more is watched no more.
        List.copyOf(watched.values()).forEach(presence -> presence.show(nowMs));
    }

    private boolean isSilent(String name, Peer peer, long nowMs) {
        boolean silent = peer.heardMs + SILENCE_MS <= nowMs;
        if (silent) {
            forget(name);
        }
        return silent;
    }

    private void forget(String name) {
        watched.values().forEach(presence -> presence.forget(name));
    }

    private void settleDoubt(String name, Peer peer, long nowMs) {
        if (peer.doubtMs != NONE && peer.doubtMs + DOUBT_MS <= nowMs) {
            watched.values().forEach(presence -> presence.forgetBefore(name, peer.doubtMs));
            peer.doubtMs = NONE;
        }
    }

    /** Says what there is to say, and if that is nothing, that this verticle is there. */
    private void report() {
        Iterator<RoomPresence> news = news().iterator();
        do {
            List<RoomPresence> some = atMost(news);
            if (!some.isEmpty() || !watched.isEmpty()) {
                publish.accept(new PresenceReport(instance, number++, some));
            }
        } while (news.hasNext());
        if (watched.isEmpty()) {
            number = 0;
        }
    }

    private List<RoomPresence> news() {
        List<RoomPresence> all = new ArrayList<>(farewells);
        farewells.clear();
        for (Presence presence : watched.values()) {
            @Nullable RoomPresence news = presence.news();
            if (news != null) {
                all.add(news);
            }
        }
        return all;
    }

    private static List<RoomPresence> atMost(Iterator<RoomPresence> news) {
        List<RoomPresence> some = new ArrayList<>();
        int entries = 0;
        while (news.hasNext() && entries < MOST_ENTRIES) {
            RoomPresence next = news.next();
            entries += 1 + next.crowd().people().size();
            some.add(next);
        }
        return some;
    }
}
