package dev.verbatim.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where a JVM's time and memory went, out of a flight recording. Samples are of Java code only: what system calls, the
 * collector and the compiler took shows as CPU time without samples.
 */
final class Profile {
    /** What a JVM should be started with, so that inlined methods are told apart. */
    static final String ACCURATE = "-XX:+UnlockDiagnosticVMOptions -XX:+DebugNonSafepoints";

    private static final double SAMPLES_PER_SECOND = 100;
    private static final int MOST = 25;
    private static final String OWN = "dev.verbatim.";

    private final HotSpots frames = new HotSpots();
    private final HotSpots ownFrames = new HotSpots();
    private final HotSpots allocations = new HotSpots();
    private final HotSpots ownAllocations = new HotSpots();

    private Profile() {}

    /** The order that starts a recording of what is needed here, and of nothing else. */
    static String[] start(String name) {
        return new String[] {
            "JFR.start",
            "name=" + name,
            "settings=none",
            "+jdk.ExecutionSample#enabled=true",
            "+jdk.ExecutionSample#period=10ms",
            "+jdk.ObjectAllocationSample#enabled=true",
            "+jdk.ObjectAllocationSample#throttle=1000/s"
        };
    }

    static Profile read(Path recording) throws IOException {
        Profile profile = new Profile();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                profile.take(file.readEvent());
            }
        }
        return profile;
    }

    private void take(RecordedEvent event) {
        List<RecordedFrame> stack = event.getStackTrace() == null
                ? List.of()
                : event.getStackTrace().getFrames();
        String name = event.getEventType().getName();
        if (name.equals("jdk.ExecutionSample")) {
            frames.add(top(stack), 1);
            ownFrames.add(own(stack), 1);
        } else if (name.equals("jdk.ObjectAllocationSample")) {
            String type = simple(event.getClass("objectClass").getName());
            long bytes = event.getLong("weight");
            allocations.add(type + " in " + top(stack), bytes);
            ownAllocations.add(type + " for " + own(stack), bytes);
        }
    }

    /**
     * What was found, heaviest first.
     *
     * @param cpuSeconds that the JVM used while it was recorded
     */
    List<String> lines(double cpuSeconds) {
        double sampled = frames.total() / SAMPLES_PER_SECOND;
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%.1f s of CPU, %.1f s of it sampled in Java; the rest are system calls, collector and compiler",
                cpuSeconds,
                sampled));
        section(lines, frames, "hottest methods");
        section(lines, ownFrames, "the gateway's methods, with what they call outside it");
        section(lines, allocations, "allocated: what, and where");
        section(lines, ownAllocations, "allocated: what, and for which of the gateway's methods");
        return lines;
    }

    private static void section(List<String> lines, HotSpots spots, String head) {
        lines.add("");
        lines.addAll(spots.table(head, MOST));
    }

    private static String top(List<RecordedFrame> stack) {
        return stack.isEmpty() ? "?" : method(stack.get(0));
    }

    private static String own(List<RecordedFrame> stack) {
        return stack.stream()
                .filter(frame -> frame.getMethod().getType().getName().startsWith(OWN))
                .findFirst()
                .map(Profile::method)
                .orElse("(none)");
    }

    private static String method(RecordedFrame frame) {
        return simple(frame.getMethod().getType().getName()) + "."
                + frame.getMethod().getName();
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }
}
