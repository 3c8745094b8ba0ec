package dev.verbatim.bench;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a load client measured of one system. Times in microseconds.
 *
 * @param system the label of the run
 * @param before where the scenario is weighed: before the connections if they are idle, else after the warm-up
 * @param after where the scenario is weighed: after the last window, with every connection still there
 * @param faults over everything, warm-up and draining too
 */
record LoadResult(String system, Entry entry, List<Window> windows, Memory before, Memory after, Faults faults) {

    /**
     * How the visitors came.
     *
     * @param connections that joined
     * @param seconds from the first connect to the last join
     * @param resources that their coming cost
     * @param stalled of them that never read
     * @param dismissed stalled ones that the system closed before the end
     */
    record Entry(int connections, double seconds, Resources resources, int stalled, int dismissed) {
        static final Entry NOBODY = new Entry(0, 0, Resources.NONE, 0, 0);

        double perSecond() {
            return seconds == 0 ? 0 : connections / seconds;
        }

        /** CPU microseconds of the system for each connection, its database not counted. */
        double cpuMicros() {
            return microsEach(resources.ownCores(), seconds, connections);
        }

        /** CPU microseconds of the system's Postgres for each connection. */
        double databaseMicros() {
            return microsEach(resources.databaseCores(), seconds, connections);
        }
    }

    /**
     * One measured window.
     *
     * @param seconds its true length
     */
    record Window(double seconds, Counts counts, Times times, Resources resources) {
        double perSecond(long count) {
            return count / seconds;
        }

        /** CPU microseconds of the system for each of so many, its database not counted. */
        double cpuMicrosPer(long count) {
            return microsEach(resources.ownCores(), seconds, count);
        }

        /** CPU seconds a second that the system's JVM compiled. */
        double compilerCores() {
            return resources.compilerTicks() / ThreadTimes.TICKS_PER_SECOND / seconds;
        }

        /** CPU microseconds of the system's Postgres for each of so many. */
        double databaseMicrosPer(long count) {
            return microsEach(resources.databaseCores(), seconds, count);
        }
    }

    /**
     * What came within a window.
     *
     * @param tokens at every viewer
     * @param replies that ended, counted once for all viewers
     * @param saved messages that the system called saved
     * @param rows that Postgres has more than before; 0 where nobody asked it
     */
    record Counts(long tokens, long replies, long saved, long rows) {}

    /**
     * How long things took.
     *
     * @param firstToken from asking to the first token of the answer
     * @param token from the provider's write of a token to its arrival at a viewer
     * @param spread from the first to the last viewer of a token
     * @param commit from asking until the message was called saved
     */
    record Times(Percentiles firstToken, Percentiles token, Percentiles spread, Percentiles commit) {
        static Times of(Tally tally) {
            return new Times(
                    Percentiles.of(tally.firstToken),
                    Percentiles.of(tally.latency),
                    Percentiles.of(tally.spread),
                    Percentiles.of(tally.commit));
        }
    }

    /** Percentiles in microseconds. */
    record Percentiles(long p50, long p99, long max) {
        static Percentiles of(Histogram histogram) {
            return new Percentiles(
                    histogram.getValueAtPercentile(50), histogram.getValueAtPercentile(99), histogram.getMaxValue());
        }
    }

    /**
     * What a window cost, in CPU seconds a second.
     *
     * @param ownCores the system's own processes
     * @param databaseCores Postgres processes below the system
     * @param harnessCores provider and client: near 1.0 they were the limit
     * @param foreignCores everything else on the machine: much of it is noise
     * @param megabytes resident, of the system's own processes at the end
     * @param threads ticks of the system's threads, by their names; see {@link ThreadTimes}
     */
    record Resources(
            double ownCores,
            double databaseCores,
            double harnessCores,
            double foreignCores,
            double megabytes,
            Map<String, Long> threads) {
        private static final Pattern COMPILER = Pattern.compile("C[12] Compiler");

        static final Resources NONE = new Resources(0, 0, 0, 0, 0, Map.of());

        /** Hundredths of a second of the JVM's compilers: as long as there are many, it has not warmed up. */
        long compilerTicks() {
            return threads.entrySet().stream()
                    .filter(thread -> COMPILER.matcher(thread.getKey()).lookingAt())
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }

        double systemCores() {
            return ownCores + databaseCores;
        }
    }

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
        static final Faults NONE = new Faults(0, 0, 0, 0, 0, null);

        boolean none() {
            return lost + doubled + reordered + garbled + errors == 0;
        }
    }

    private static double microsEach(double cores, double seconds, long count) {
        return cores * seconds * 1e6 / Math.max(1, count);
    }

    /** The middle one of the windows' figures; of an even number the lower. */
    double median(ToDoubleFunction<Window> figure) {
        double[] sorted = windows.stream().mapToDouble(figure).sorted().toArray();
        return sorted[(sorted.length - 1) / 2];
    }
}
