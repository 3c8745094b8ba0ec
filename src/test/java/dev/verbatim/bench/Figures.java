package dev.verbatim.bench;

import static dev.verbatim.bench.Figure.run;
import static dev.verbatim.bench.Figure.window;

import java.util.List;
import java.util.stream.Stream;

/** Which figures tell about which scenario. */
final class Figures {
    private static final double MICROS_PER_MILLI = 1000;
    private static final double KILOBYTES_PER_MEGABYTE = 1024;
    private static final double MILLION = 1e6;
    private static final double PERCENT = 100;

    private static final Figure TOKENS =
            window("tokens/s", "tokensPerSecond", 0, w -> w.perSecond(w.counts().tokens()));
    private static final Figure FIRST_TOKEN_P50 = window(
            "TTFT p50 ms", "firstTokenP50Ms", 2, w -> w.times().firstToken().p50() / MICROS_PER_MILLI);
    private static final Figure FIRST_TOKEN_P99 = window(
            "TTFT p99 ms", "firstTokenP99Ms", 2, w -> w.times().firstToken().p99() / MICROS_PER_MILLI);
    private static final Figure TOKEN_P50 =
            window("token p50 ms", "tokenP50Ms", 2, w -> w.times().token().p50() / MICROS_PER_MILLI);
    private static final Figure TOKEN_P99 =
            window("token p99 ms", "tokenP99Ms", 2, w -> w.times().token().p99() / MICROS_PER_MILLI);
    private static final Figure CPU_TOKEN = window(
            "CPU us/token",
            "cpuMicrosPerToken",
            2,
            w -> w.cpuMicrosPer(w.counts().tokens()));
    private static final Figure DATABASE_TOKEN = window(
            "+ Postgres",
            "databaseCpuMicrosPerToken",
            2,
            w -> w.databaseMicrosPer(w.counts().tokens()));

    private static final Figure DELIVERIES = window(
            "deliveries/s",
            "deliveriesPerSecond",
            0,
            w -> w.perSecond(w.counts().tokens()));
    private static final Figure CPU_DELIVERY = window(
            "CPU us/delivery",
            "cpuMicrosPerDelivery",
            3,
            w -> w.cpuMicrosPer(w.counts().tokens()));
    private static final Figure SPREAD_P50 =
            window("spread p50 ms", "spreadP50Ms", 2, w -> w.times().spread().p50() / MICROS_PER_MILLI);
    private static final Figure SPREAD_P99 =
            window("spread p99 ms", "spreadP99Ms", 2, w -> w.times().spread().p99() / MICROS_PER_MILLI);
    private static final Figure HELD =
            run("held MB", "heldMegabytes", 1, r -> r.after().held() / KILOBYTES_PER_MEGABYTE);
    private static final Figure PER_STALLED =
            new Figure("KB/stalled", "kilobytesPerStalled", 0, true, Figures::perStalled);
    private static final Figure DISMISSED =
            run("closed slow", "dismissed", 0, r -> r.entry().dismissed());

    private static final Figure JOINS =
            run("joins/s", "joinsPerSecond", 0, r -> r.entry().perSecond());
    private static final Figure CPU_JOIN =
            run("CPU us/join", "cpuMicrosPerJoin", 0, r -> r.entry().cpuMicros());
    private static final Figure DATABASE_JOIN =
            run("+ Postgres", "databaseCpuMicrosPerJoin", 0, r -> r.entry().databaseMicros());
    private static final Figure PER_CONNECTION = run(
            "RSS KB/conn",
            "residentKilobytesPerConnection",
            1,
            r -> (r.after().resident() - r.before().resident()) / r.entry().connections());
    private static final Figure HEAP_PER_CONNECTION = run(
            "heap KB/conn",
            "heapKilobytesPerConnection",
            1,
            r -> (r.after().heap() - r.before().heap()) / r.entry().connections());

    private static final Figure SAVED = window(
            "messages/s", "messagesPerSecond", 0, w -> w.perSecond(w.counts().saved()));
    private static final Figure ROWS =
            window("rows/s", "rowsPerSecond", 0, w -> w.perSecond(w.counts().rows()));
    private static final Figure COMMIT_P50 =
            window("saved p50 ms", "savedP50Ms", 2, w -> w.times().commit().p50() / MICROS_PER_MILLI);
    private static final Figure COMMIT_P99 =
            window("saved p99 ms", "savedP99Ms", 2, w -> w.times().commit().p99() / MICROS_PER_MILLI);
    private static final Figure CPU_MESSAGE = window(
            "CPU us/message",
            "cpuMicrosPerMessage",
            1,
            w -> w.cpuMicrosPer(w.counts().saved()));
    private static final Figure DATABASE_MESSAGE = window(
            "+ Postgres",
            "databaseCpuMicrosPerMessage",
            1,
            w -> w.databaseMicrosPer(w.counts().saved()));

    private static final Figure MILLION_TOKENS = run("M tokens", "millionTokens", 2, Figures::millionTokens);
    private static final Figure HEAP_BEFORE =
            run("heap before MB", "heapBeforeMegabytes", 1, r -> r.before().heap() / KILOBYTES_PER_MEGABYTE);
    private static final Figure HEAP_AFTER =
            run("after MB", "heapAfterMegabytes", 1, r -> r.after().heap() / KILOBYTES_PER_MEGABYTE);
    private static final Figure HEAP_GROWTH = run(
            "growth %",
            "heapGrowthPercent",
            1,
            r -> PERCENT * (r.after().heap() / r.before().heap() - 1));

    private static final Figure IDLE_CORE =
            window("idle core", "ownCores", 3, w -> w.resources().ownCores());
    private static final Figure DATABASE_CORE =
            window("+ Postgres", "databaseCores", 3, w -> w.resources().databaseCores());
    private static final Figure RESIDENT =
            window("RSS MB", "megabytes", 0, w -> w.resources().megabytes());
    private static final List<Figure> CORES = List.of(
            window("system core", "systemCores", 2, w -> w.resources().systemCores()),
            window("of it JIT", "compilerCores", 2, LoadResult.Window::compilerCores),
            window("harness core", "harnessCores", 2, w -> w.resources().harnessCores()),
            window("other cores", "foreignCores", 2, w -> w.resources().foreignCores()),
            RESIDENT);

    private Figures() {}

    static List<Figure> of(Scenario scenario) {
        return switch (scenario.kind()) {
            case CHATS, FAILOVER ->
                with(
                        CORES,
                        TOKENS.asMain(),
                        FIRST_TOKEN_P50.asMain(),
                        FIRST_TOKEN_P99,
                        TOKEN_P50,
                        TOKEN_P99.asMain(),
                        CPU_TOKEN.asMain(),
                        DATABASE_TOKEN);
            case FANOUT -> scenario.stalledPercent() == 0 ? fanOut() : stalled();
            case IDLE ->
                List.of(
                        JOINS.asMain(),
                        CPU_JOIN,
                        DATABASE_JOIN,
                        PER_CONNECTION.asMain(),
                        HEAP_PER_CONNECTION,
                        IDLE_CORE.asMain(),
                        DATABASE_CORE,
                        RESIDENT);
            case PERSIST ->
                with(
                        CORES,
                        SAVED.asMain(),
                        ROWS.asMain(),
                        COMMIT_P50.asMain(),
                        COMMIT_P99,
                        CPU_MESSAGE,
                        DATABASE_MESSAGE);
            case HEAP ->
                with(CORES, TOKENS.asMain(), MILLION_TOKENS, TOKEN_P99, HEAP_BEFORE, HEAP_AFTER, HEAP_GROWTH.asMain());
        };
    }

    private static List<Figure> fanOut() {
        return with(
                CORES,
                DELIVERIES.asMain(),
                TOKEN_P50,
                TOKEN_P99.asMain(),
                SPREAD_P50,
                SPREAD_P99.asMain(),
                CPU_DELIVERY.asMain());
    }

    private static List<Figure> stalled() {
        return with(
                CORES,
                DELIVERIES,
                TOKEN_P50,
                TOKEN_P99.asMain(),
                SPREAD_P99,
                CPU_DELIVERY,
                HELD,
                PER_STALLED,
                DISMISSED);
    }

    private static List<Figure> with(List<Figure> last, Figure... first) {
        return Stream.concat(Stream.of(first), last.stream()).toList();
    }

    /** What a stalled viewer holds more than one that reads. */
    private static double perStalled(LoadResult result, LoadResult base) {
        int stalled = result.entry().stalled();
        return stalled == 0 ? 0 : (result.after().held() - base.after().held()) / stalled;
    }

    private static double millionTokens(LoadResult result) {
        return result.windows().stream().mapToLong(w -> w.counts().tokens()).sum() / MILLION;
    }
}
