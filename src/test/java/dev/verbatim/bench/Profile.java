package dev.verbatim.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where a JVM's time and memory went, out of a flight recording. Samples are of Java code and, apart from it, of native
 * code that does not wait; how both compare, and what compiler and collector took, the threads' CPU times tell.
 */
final class Profile {
    /** What a JVM should be started with, so that inlined methods are told apart. */
    static final String ACCURATE = "-XX:+UnlockDiagnosticVMOptions -XX:+DebugNonSafepoints";

    /** Top frames of threads that have nothing to do. */
    private static final Set<String> WAITING = Set.of("epollWait", "park", "wait", "sleep", "accept", "take", "poll");

    private static final int MOST = 25;
    private static final String OWN = "dev.verbatim.";

    private final HotSpots frames = new HotSpots();
    private final HotSpots nativeFrames = new HotSpots();
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
            "+jdk.NativeMethodSample#enabled=true",
            "+jdk.NativeMethodSample#period=10ms",
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
        } else if (name.equals("jdk.NativeMethodSample") && !isWaiting(stack)) {
            nativeFrames.add(top(stack), 1);
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
     * @param threads what they used while the JVM was recorded
     */
    List<String> lines(HotSpots threads) {
        List<String> lines = new ArrayList<>();
        section(lines, threads, "CPU time of the gateway's threads");
        section(lines, frames, "hottest methods, " + frames.total() + " samples");
        section(lines, ownFrames, "the gateway's methods, with what they call outside it");
        section(lines, nativeFrames, "native methods that do not wait, " + nativeFrames.total() + " samples");
        section(lines, allocations, "allocated: what, and where");
        section(lines, ownAllocations, "allocated: what, and for which of the gateway's methods");
        return lines;
    }

    private static void section(List<String> lines, HotSpots spots, String head) {
        lines.add("");
        lines.addAll(spots.table(head, MOST));
    }

    private static boolean isWaiting(List<RecordedFrame> stack) {
        return stack.isEmpty()
                || WAITING.stream().anyMatch(stack.get(0).getMethod().getName()::startsWith);
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
