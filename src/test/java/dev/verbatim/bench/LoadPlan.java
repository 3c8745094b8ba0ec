package dev.verbatim.bench;

import org.jspecify.annotations.Nullable;

/**
 * What the conductor tells a load client, as one JSON argument.
 *
 * @param system the name that the result carries
 * @param port where the system under test listens on loopback
 * @param timing warm-up and windows
 * @param processes whose CPU time is read, and whom to ask afterwards
 */
record LoadPlan(String system, int port, Scenario scenario, Timing timing, Processes processes, Files files) {

    /**
     * How long to measure.
     *
     * @param warmSeconds under load before the first window, so that the JVMs have compiled what is hot
     * @param windowSeconds of one window
     * @param windows at least 1; the report gives their medians
     */
    record Timing(int warmSeconds, int windowSeconds, int windows) {
        private static final Timing USUAL = new Timing(30, 10, 3);
        private static final Timing IDLE = new Timing(5, 10, 1);
        private static final Timing HOUR = new Timing(60, 600, 1);
        private static final Timing QUICK = new Timing(10, 4, 1);
        private static final Timing PROFILED = new Timing(75, 30, 1);

        Timing {
            if (warmSeconds < 0 || windowSeconds < 1 || windows < 1) {
                throw new IllegalArgumentException("warm must be at least 0, secs and runs at least 1");
            }
        }

        static Timing of(Scenario.Kind kind) {
            return switch (kind) {
                case CHATS, FAILOVER, FANOUT, PERSIST -> USUAL;
                case IDLE -> IDLE;
                case HEAP -> HOUR;
            };
        }

        /** After the JVM has compiled nearly everything: its compilers would hide the rest. */
        static Timing profiled() {
            return PROFILED;
        }

        /** Long enough to see that everything works, too short to compare. */
        static Timing quick() {
            return QUICK;
        }
    }

    /**
     * Process ids of the system under test and of the provider, and where the provider tells what it was asked.
     *
     * @param providerPort on loopback
     */
    record Processes(long system, long provider, int providerPort) {}

    /**
     * Where things are.
     *
     * @param output receives the {@link LoadResult} as JSON
     * @param database data directory of the system's Postgres, where rows are to be counted
     * @param recording receives a flight recording of the windows, where one is wanted
     */
    record Files(
            String output,
            @Nullable String database,
            @Nullable String recording) {}
}
