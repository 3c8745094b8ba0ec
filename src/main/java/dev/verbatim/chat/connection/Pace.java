package dev.verbatim.chat.connection;

import dev.verbatim.chat.connection.FrameRate.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * How fast one connection may send: within its own rate, and within that of its person at its address, which all their connections have
 * together. On its connection's event loop.
 */
public final class Pace {
    private final FrameRate own;
    private final Rates persons;
    private @Nullable String person;

    /** That of a connection of which nobody knows who speaks. */
    public Pace(FrameRate own, Rates persons) {
        this.own = own;
        this.persons = persons;
    }

    /** It is known who speaks now, and from where. */
    public void isOf(String tenant, String userId, String address) {
        person = person(tenant, userId, address);
    }

    /** The name under which a person at an address, or at any other of its {@link Network}, has one bucket. */
    public static String person(String tenant, String userId, String address) {
        return tenant + '\n' + userId + '\n' + Network.of(address);
    }

    /** Counts a frame; the stricter verdict holds. */
    public Verdict count(long nowMs) {
        Verdict alone = own.count(nowMs);
        Verdict together = person == null ? alone : persons.of(person, nowMs).count(nowMs);
        return alone.compareTo(together) >= 0 ? alone : together;
    }

    /** How long until the next frame may be within, in milliseconds. */
    public long waitMs(long nowMs) {
        return Math.max(
                own.waitMs(), person == null ? 0 : persons.of(person, nowMs).waitMs());
    }
}
