package dev.verbatim.chat.room;

import dev.verbatim.chat.wire.PresenceFrames;
import dev.verbatim.contract.Author;
import dev.verbatim.contract.Crowd;
import dev.verbatim.contract.Person;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.RoomPresence;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who looks at one room: here, counted from its viewers when there is time for it, and elsewhere, as the other chat verticles say. A crowd is
 * counted and told the more seldom the larger it is, so that a room costs about {@code 1000 / PER_VIEWER_MS} frames a second at most; beyond
 * {@link #MOST_NAMED} only their number is told, and somebody who looks through two verticles may then be counted at both.
 */
final class Presence {
    static final int MOST_NAMED = 50;
    private static final long PER_VIEWER_MS = 5;
    /** A little less than a tick, which may come a little early. */
    private static final long SHORTEST_MS = 900;

    private static final long LONGEST_MS = 60_000;
    private static final long NEVER = Long.MIN_VALUE / 2;

    private record Heard(Crowd crowd, long atMs) {}

    private final RoomKey room;
    private final Viewers viewers;
    private Crowd here = Crowd.NOBODY;
    /** What the viewers were told last; null: not all of them the same. */
    private @Nullable Crowd shown = Crowd.NOBODY;

    private @Nullable Crowd told;
    private Map<String, Heard> elsewhere = Map.of();
    private boolean touched;
    private boolean changed;
    private boolean asking = true;
    private boolean asked;
    private long countedMs = NEVER;
    private long shownMs = NEVER;

    Presence(RoomKey room, Viewers viewers) {
        this.room = room;
        this.viewers = viewers;
    }

    RoomKey room() {
        return room;
    }

    /** Somebody came or went. */
    void touch() {
        touched = true;
    }

    /** Who is here, for whoever has just been seated; where they are alone, nobody else has to hear of it. */
    Crowd greeting() {
        if (viewers.size() <= MOST_NAMED) {
            count();
        }
        Crowd all = all();
        if (viewers.size() == 1) {
            shown = all;
        } else if (!all.equals(shown)) {
            shown = null;
            changed = true;
        }
        return all;
    }

    /** Counts those who are here again, if that is due. */
    void count(long nowMs) {
        if (touched && countedMs + pauseMs() <= nowMs) {
            countedMs = nowMs;
            count();
            touched = false;
        }
    }

    /** What the other verticles are to hear now; null: nothing. Where none of them looks at the room, they hear of it once. */
    @Nullable
    RoomPresence news() {
        boolean first = told == null && here.count() > 0;
        boolean moved = told != null && !elsewhere.isEmpty() && !here.equals(told);
        if (!first && !moved && !asked && !(asking && told != null)) {
            return null;
        }
        RoomPresence news = new RoomPresence(room, here, asking);
        told = here;
        asking = false;
        asked = false;
        return news;
    }

    /** What they are to hear when nobody here looks at the room any more; null: they never heard of it. */
    @Nullable
    RoomPresence farewell() {
        return told == null ? null : new RoomPresence(room, Crowd.NOBODY, false);
    }

    /** What the others say of the room is in doubt, or theirs is: they are asked again. */
    void askAgain() {
        asking = true;
    }

    /** Another verticle says who looks through it. */
    void heard(String instance, RoomPresence news, long nowMs) {
        asked |= news.asks();
        if (news.crowd().count() == 0) {
            forget(instance);
            return;
        }
        if (elsewhere.isEmpty()) {
            elsewhere = new TreeMap<>();
        }
        Heard before = elsewhere.put(instance, new Heard(news.crowd(), nowMs));
        changed |= before == null || !before.crowd().equals(news.crowd());
    }

    /** That verticle is not there any more. */
    void forget(String instance) {
        changed |= !elsewhere.isEmpty() && elsewhere.remove(instance) != null;
    }

    /** What that verticle said last is too old to be believed where it was before this time. */
    void forgetBefore(String instance, long atMs) {
        Heard heard = elsewhere.get(instance);
        if (heard != null && heard.atMs() < atMs) {
            forget(instance);
        }
    }

    /** Tells the viewers, if there is something to tell and it is time. */
    void show(long nowMs) {
        if (!changed || shownMs + pauseMs() > nowMs) {
            return;
        }
        changed = false;
        Crowd all = all();
        if (!all.equals(shown)) {
            shown = all;
            shownMs = nowMs;
            viewers.frame(PresenceFrames.present(room.roomId(), all));
        }
    }

    private long pauseMs() {
        return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, viewers.size() * PER_VIEWER_MS));
    }

    private void count() {
        Map<String, String> names = new HashMap<>();
        for (Viewer viewer : viewers.all()) {
            Author author = viewer.author();
            names.putIfAbsent(author.userId(), author.name());
        }
        Crowd now = crowd(names, 0);
        changed |= !now.equals(here);
        here = now;
    }

    private Crowd all() {
        if (elsewhere.isEmpty()) {
            return here;
        }
        Map<String, String> names = new HashMap<>();
        int nameless = add(here, names);
        for (Heard heard : elsewhere.values()) {
            nameless += add(heard.crowd(), names);
        }
        return crowd(names, nameless);
    }

    private static int add(Crowd crowd, Map<String, String> names) {
        crowd.people().forEach(person -> names.putIfAbsent(person.userId(), person.name()));
        return crowd.isNamed() ? 0 : crowd.count();
    }

    private static Crowd crowd(Map<String, String> names, int nameless) {
        int count = names.size() + nameless;
        return count > MOST_NAMED || nameless > 0
                ? new Crowd(count, List.of())
                : new Crowd(
                        count,
                        new TreeMap<>(names)
                                .entrySet().stream()
                                        .map(each -> new Person(each.getKey(), each.getValue()))
                                        .toList());
    }
}
