package dev.verbatim.bench;

/**
 * What the conductor tells a load client, as one JSON argument.
 *
 * @param system the name that the result carries
 * @param port where the system under test listens on loopback
 * @param timing warm-up and windows
 * @param processes whose CPU time is read, and whom to ask afterwards
 * @param output the file that receives the {@link LoadResult} as JSON
 */
record LoadPlan(String system, int port, Scenario scenario, Timing timing, Processes processes, String output) {

    /**
     * How long to measure.
     *
     * @param warmSeconds under load before the first window, so that the JVMs have compiled what is hot
     * @param windowSeconds of one window
     * @param windows at least 1; the report gives their medians
     */
    record Timing(int warmSeconds, int windowSeconds, int windows) {
        Timing {
            if (warmSeconds < 0 || windowSeconds < 1 || windows < 1) {
                throw new IllegalArgumentException("warm must be at least 0, secs and runs at least 1");
            }
        }
    }

    /**
     * Process ids of the system under test and of the provider, and where the provider tells what it was asked.
     *
     * @param providerPort on loopback
     */
    record Processes(long system, long provider, int providerPort) {}
}
