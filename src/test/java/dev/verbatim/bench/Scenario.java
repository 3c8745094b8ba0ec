package dev.verbatim.bench;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What is asked of a system.
 *
 * @param name as on the command line
 * @param connections at least 1
 * @param tokens of one answer
 * @param delayMicros between two tokens of an answer; 0: without a pause
 * @param stalledPercent of the viewers never read, 0 to 50
 */
record Scenario(String name, Kind kind, int connections, int tokens, int delayMicros, int stalledPercent) {
    private static final int MOST_STALLED = 50;
    private static final int PERCENT = 100;
    private static final String STALLED = "-stalled";

    private static final List<Scenario> ALL = List.of(
            new Scenario("stream", Kind.CHATS, 200, 200, 20_000, 0),
            new Scenario("max", Kind.CHATS, 64, 200, 0, 0),
            new Scenario("max-failover", Kind.FAILOVER, 64, 200, 0, 0),
            new Scenario("fanout", Kind.FANOUT, 1000, 200, 20_000, 0),
            new Scenario("fanout-max", Kind.FANOUT, 1000, 200, 0, 0),
            new Scenario("fanout-stalled", Kind.FANOUT, 2000, 200, 25_000, 1),
            new Scenario("idle", Kind.IDLE, 10_000, 1, 0, 0),
            new Scenario("persist", Kind.PERSIST, 64, 1, 0, 0),
            new Scenario("heap", Kind.HEAP, 200, 200, 20_000 / 6, 0));

    /** What the connections do. */
    enum Kind {
        /** Each in a room of its own, each asking again as soon as its answer has ended. */
        CHATS,
        /** As chats; the first of two providers fails, the second answers. */
        FAILOVER,
        /** All in one room; one asks again as soon as everybody has read the answer. */
        FANOUT,
        /** Each in a room of its own, in silence. */
        IDLE,
        /** As chats; what Postgres has saved is counted. */
        PERSIST,
        /** As chats; what they leave in the heap is weighed. */
        HEAP
    }

    Scenario {
        if (connections < 1) {
            throw new IllegalArgumentException("connections must be at least 1, not " + connections);
        }
        if (stalledPercent < 0 || stalledPercent > MOST_STALLED) {
            throw new IllegalArgumentException("stalled must be 0 to " + MOST_STALLED + " percent");
        }
        if (stalledPercent > 0 && kind != Kind.FANOUT) {
            throw new IllegalArgumentException("only viewers of a fanout can be stalled");
        }
    }

    /** The scenario as it is without options. */
    static Scenario named(String name) {
        return ALL.stream()
                .filter(scenario -> scenario.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no scenario '" + name + "': " + names()));
    }

    /** Every scenario, in the order in which they are reported. */
    static List<Scenario> all() {
        return ALL;
    }

    private static String names() {
        return ALL.stream().map(Scenario::name).collect(Collectors.joining(", "));
    }

    Scenario withConnections(int number) {
        return new Scenario(name, kind, number, tokens, delayMicros, stalledPercent);
    }

    Scenario withTokens(int number) {
        return new Scenario(name, kind, connections, number, delayMicros, stalledPercent);
    }

    Scenario withDelayMicros(int micros) {
        return new Scenario(name, kind, connections, tokens, micros, stalledPercent);
    }

    /** The same with viewers that do not read; it has a name of its own. */
    Scenario withStalledPercent(int percent) {
        String other = name.endsWith(STALLED) ? name : name + STALLED;
        return new Scenario(other, kind, connections, tokens, delayMicros, percent);
    }

    /** The same with viewers that all read. */
    Scenario withoutStalled() {
        return new Scenario(name, kind, connections, tokens, delayMicros, 0);
    }

    /** Viewers that never read: at least one, where there are any. */
    int stalled() {
        return stalledPercent == 0 ? 0 : Math.max(1, connections * stalledPercent / PERCENT);
    }

    /** Loops of question and answer that go on at once. */
    int loops() {
        return switch (kind) {
            case CHATS, FAILOVER, PERSIST, HEAP -> connections;
            case FANOUT -> 1;
            case IDLE -> 0;
        };
    }

    /** Whether live heap and resident memory are read around the windows; that costs a collection. */
    boolean weighed() {
        return kind != Kind.CHATS && kind != Kind.FAILOVER && kind != Kind.PERSIST;
    }

    ModelScript script() {
        return new ModelScript(tokens, delayMicros);
    }
}
