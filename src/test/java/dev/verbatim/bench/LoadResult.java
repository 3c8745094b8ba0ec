package dev.verbatim.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a load client measured of one system. Times in microseconds.
 *
 * @param faults over everything, warm-up and draining too
 */
record LoadResult(String system, List<Window> windows, Faults faults) {

    /**
     * One measured window.
     *
     * @param seconds its true length
     * @param tokens that came within it
     * @param replies that ended within it
     * @param firstToken from sending a message to the first token of its answer
     * @param token from the provider's write of a token to its arrival at the client
     */
    record Window(
            double seconds, long tokens, long replies, Percentiles firstToken, Percentiles token, Resources resources) {
        double tokensPerSecond() {
            return tokens / seconds;
        }
    }

    /** Percentiles in microseconds. */
    record Percentiles(long p50, long p99, long max) {}

    /**
     * What a window cost.
     *
     * @param cpuPerToken microseconds of the system's own processes a token, its database not counted
     * @param databaseCpuPerToken microseconds of Postgres processes below the system
     * @param systemCores CPU seconds a second of the system, its database included
     * @param harnessCores CPU seconds a second of provider and client: near 1.0 they were the limit
     * @param foreignCores CPU seconds a second of everything else on the machine: much of it is noise
     * @param megabytes resident, of the system's own processes at the end
     */
    record Resources(
            double cpuPerToken,
            double databaseCpuPerToken,
            double systemCores,
            double harnessCores,
            double foreignCores,
            double megabytes) {}

    /**
     * What must be nothing.
     *
     * @param lost tokens that never came
     * @param doubled tokens that came again
     * @param reordered tokens that came after a later one
     * @param garbled characters that the provider never wrote
     * @param errors error frames, answers that did not end as complete, broken connections
     */
    record Faults(
            long lost,
            long doubled,
            long reordered,
            long garbled,
            long errors,
            @Nullable String firstError) {
        boolean none() {
            return lost + doubled + reordered + garbled + errors == 0;
        }
    }

    /** The middle one of the windows' figures; of an even number the lower. */
    double median(ToDoubleFunction<Window> figure) {
        double[] sorted = windows.stream().mapToDouble(figure).sorted().toArray();
        return sorted[(sorted.length - 1) / 2];
    }
}
