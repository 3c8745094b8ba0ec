package dev.verbatim.bench;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM holds at one moment, in KB.
 *
 * @param resident pages in memory, garbage and free heap too; read before the collection
 * @param heap live objects after a full collection
 * @param direct memory outside the heap that buffers hold; 0 where the JVM does not track it
 */
record Memory(double resident, double heap, double direct) {
    static final Memory UNKNOWN = new Memory(0, 0, 0);
    /** What a JVM must be started with to tell {@link #direct}. */
    static final String TRACKING = "-XX:NativeMemoryTracking=summary";

    private static final double BYTES = 1024;
    private static final double KILOBYTES_PER_MEGABYTE = 1024;
    private static final Pattern HISTOGRAM_TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
    private static final Pattern BUFFERS = Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB\\)");

    /** Reads a system; its JVM collects its garbage for that. */
    static Memory read(LoadPlan.Processes processes) throws IOException, InterruptedException {
        double resident = ProcessTimes.read(processes).megabytes() * KILOBYTES_PER_MEGABYTE;
        Jcmd jvm = new Jcmd(processes.system());
        return new Memory(
                resident,
                heap(jvm.run("GC.class_histogram")),
                direct(jvm.run("VM.native_memory", "summary", "scale=KB")));
    }

    /** The total of a class histogram. */
    static double heap(String histogram) {
        Matcher total = HISTOGRAM_TOTAL.matcher(histogram);
        if (!total.find()) {
            throw new IllegalArgumentException(
                    "no total in a class histogram of " + histogram.length() + " characters");
        }
        return Long.parseLong(total.group(1)) / BYTES;
    }

    /** The share of buffers in a summary of native memory, where the JVM counts them as "Other". */
    static double direct(String summary) {
        Matcher buffers = BUFFERS.matcher(summary);
        return buffers.find() ? Long.parseLong(buffers.group(1)) : 0;
    }

    /** Heap and buffers together. */
    double held() {
        return heap + direct;
    }
}
