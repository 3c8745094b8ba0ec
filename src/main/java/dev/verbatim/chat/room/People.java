package dev.verbatim.chat.room;

import dev.verbatim.contract.MemberChanged;
import dev.verbatim.contract.SetupFact;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Everybody who is connected to one chat verticle, whatever they look at: who becomes a member of a room, or is none any more, hears it at each of
 * their connections. Nothing is kept for whoever is away or of which the bus said no word: a client that comes reads its rooms. As large as
 * there are connections; on the verticle's event loop.
 */
public final class People {
    private record Person(String tenant, String userId) {}

    private final Map<Person, Set<Consumer<MemberChanged>>> lines = new HashMap<>();

    /** From now on this connection hears what its person becomes; again does nothing. */
    public void add(String tenant, String userId, Consumer<MemberChanged> line) {
        lines.computeIfAbsent(new Person(tenant, userId), first -> new HashSet<>())
                .add(line);
    }

    /** This connection hears nothing more. */
    public void remove(String tenant, String userId, Consumer<MemberChanged> line) {
        lines.computeIfPresent(new Person(tenant, userId), (same, own) -> {
            own.remove(line);
            return own.isEmpty() ? null : own;
        });
    }

    void hear(SetupFact fact) {
        if (fact instanceof MemberChanged changed) {
            Person person = new Person(fact.room().tenant(), changed.member().userId());
            List.copyOf(lines.getOrDefault(person, Set.of())).forEach(line -> line.accept(changed));
        }
    }
}
