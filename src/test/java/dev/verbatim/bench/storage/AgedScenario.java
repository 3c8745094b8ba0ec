package dev.verbatim.bench.storage;

import dev.verbatim.contract.RoomKey;
import dev.verbatim.testing.AgedRooms;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A fresh database and an old one on the same server, in turns: the lobby, which is old in the old one, and rooms beside it, which are
 * many there. One chat after the other in the lobby, so that a chat's time is what it costs; all at once in the rooms.
 */
final class AgedScenario {
    private static final String FRESH_LOBBY = "fresh: a chat after the other in the lobby";
    private static final String OLD_LOBBY = "old: the same in a lobby of %,d messages";
    private static final String FRESH_ROOMS = "fresh: chats in %,d rooms";
    private static final String OLD_ROOMS = "old: the same among %,d rooms";

    private final Server server;
    private final Options options;
    private final Results results = new Results();

    AgedScenario(Server server, Options options) {
        this.server = server;
        this.options = options;
    }

    Results run() {
        String fresh = server.database("fresh");
        Server.execute(fresh, AgedRooms.script(0, 0, options.chats()).split(";\n"));
        String old = server.database("old");
        try (StorageLoad youth = new StorageLoad(old, options.instances())) {
            // Connections that make their plans before anything is there, and keep them.
            Pace pace = new Pace(youth.vertx(), Duration.ofMillis(1), Duration.ofMillis(200));
            pace.of(List.of(() -> youth.chat(lobby())));
            grow(old);
            try (StorageLoad beside = new StorageLoad(fresh, options.instances())) {
                pairs(beside, youth);
            }
        }
        return results;
    }

    /** What is compared with what. */
    Map<String, String> ratios() {
        return Map.of(
                named(OLD_LOBBY, 2 * options.questions()),
                FRESH_LOBBY,
                named(OLD_ROOMS, options.rooms()),
                named(FRESH_ROOMS, options.chats()));
    }

    private void grow(String old) {
        Server.execute(old, "delete from messages", "delete from attempts", "delete from replies");
        Server.execute(
                old, AgedRooms.script(0, options.questions(), options.rooms()).split(";\n"));
        Server.execute(old, "vacuum analyze", "checkpoint");
    }

    private void pairs(StorageLoad fresh, StorageLoad old) {
        for (int i = 0; i < options.runs(); i++) {
            results.add(FRESH_LOBBY, inLobby(fresh));
            results.add(named(OLD_LOBBY, 2 * options.questions()), inLobby(old));
            results.add(named(FRESH_ROOMS, options.chats()), inRooms(fresh));
            results.add(named(OLD_ROOMS, options.rooms()), inRooms(old));
        }
    }

    private double inLobby(StorageLoad storage) {
        return pace(storage).of(List.of(() -> storage.chat(lobby())));
    }

    /** As many rooms in both, spread over all that there are. */
    private double inRooms(StorageLoad storage) {
        List<Supplier<Future<Integer>>> loops = new ArrayList<>();
        IntStream.rangeClosed(1, options.chats()).forEach(i -> {
            RoomKey room = new RoomKey("main", "room-" + i);
            loops.add(() -> storage.chat(room));
        });
        return pace(storage).of(loops);
    }

    private Pace pace(StorageLoad storage) {
        return new Pace(storage.vertx(), options.warm(), options.window());
    }

    private static RoomKey lobby() {
        return new RoomKey("main", "lobby");
    }

    private static String named(String name, int count) {
        return String.format(Locale.ROOT, name, count);
    }
}
