package dev.verbatim.chat.room;

import dev.verbatim.contract.MarksMoved;
import dev.verbatim.contract.MemberChanged;
import dev.verbatim.contract.ReadMark;
import dev.verbatim.contract.RoomChanged;
import dev.verbatim.contract.SetupFact;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Everybody who is connected to one chat verticle, whatever they look at: who becomes a member of a room, or is none any more, whose room is gone,
 * and who has read on hears it at each of their connections. Nothing is kept for whoever is away or of which the bus said no word: a client that
 * comes reads its rooms. As large as there are connections; on the verticle's event loop.
 */
public final class People {
    /** One connection of a person. */
    public interface Line {
        /** They became something else in a room. */
        void member(MemberChanged fact);

        /** A room that was theirs is gone. */
        void gone(RoomChanged fact);

        /** They have read on, here or elsewhere. */
        void read(ReadMark mark);
    }

    private record Person(String tenant, String userId) {}

    private final Map<Person, Set<Line>> lines = new HashMap<>();

    /** From now on this connection hears what concerns its person; again does nothing. */
    public void add(String tenant, String userId, Line line) {
        lines.computeIfAbsent(new Person(tenant, userId), first -> new HashSet<>())
                .add(line);
    }

    /** This connection hears nothing more. */
    public void remove(String tenant, String userId, Line line) {
        lines.computeIfPresent(new Person(tenant, userId), (same, own) -> {
            own.remove(line);
            return own.isEmpty() ? null : own;
        });
    }

    void hear(SetupFact fact) {
        String tenant = fact.room().tenant();
        if (fact instanceof MemberChanged changed) {
            tell(tenant, changed.member().userId(), line -> line.member(changed));
        } else if (fact instanceof RoomChanged changed && changed.removed()) {
            changed.members().forEach(userId -> tell(tenant, userId, line -> line.gone(changed)));
        }
    }

    void hear(MarksMoved moved) {
        moved.marks().forEach(mark -> tell(mark.room().tenant(), mark.userId(), line -> line.read(mark)));
    }

    private void tell(String tenant, String userId, Consumer<Line> news) {
        List.copyOf(lines.getOrDefault(new Person(tenant, userId), Set.of())).forEach(news);
    }
}
