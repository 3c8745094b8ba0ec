package dev.verbatim.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * CPU time of one process by the names of its threads, as Linux tells them (cut at 15 characters); threads whose names
 * differ by their number are one.
 *
 * @param ticks hundredths of a second; what the kernel did for a thread has a name of its own
 */
record ThreadTimes(Map<String, Long> ticks) {
    static final double TICKS_PER_SECOND = 100;

    private static final String KERNEL = " (kernel)";
    private static final int STATE_FIELD = 3;
    private static final int USER = 14 - STATE_FIELD;
    private static final int SYSTEM = 15 - STATE_FIELD;

    static ThreadTimes read(long pid) {
        Map<String, Long> ticks = new TreeMap<>();
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            threads.forEach(thread -> add(stat(thread), ticks));
        } catch (NoSuchFileException e) {
            return new ThreadTimes(Map.of()); // the process has ended
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ThreadTimes(ticks);
    }

    private static String stat(Path thread) {
        try {
            return Files.readString(thread.resolve("stat"), UTF_8);
        } catch (IOException e) {
            return ""; // the thread has just ended: there is no other reason
        }
    }

    /** Adds what one thread's line says; an empty one says nothing. */
    static void add(String stat, Map<String, Long> ticks) {
        int nameEnd = stat.lastIndexOf(')');
        if (nameEnd < 0) {
            return;
        }
        String name = stat.substring(stat.indexOf('(') + 1, nameEnd).replaceAll("[-#]?\\d+$", "");
        String[] fields = stat.substring(nameEnd + 2).split(" ");
        ticks.merge(name, Long.parseLong(fields[USER]), Long::sum);
        ticks.merge(name + KERNEL, Long.parseLong(fields[SYSTEM]), Long::sum);
    }

    /** What came since an earlier reading, without what did nothing. */
    ThreadTimes since(ThreadTimes before) {
        Map<String, Long> more = new TreeMap<>();
        ticks.forEach((name, now) -> more.put(name, now - before.ticks.getOrDefault(name, 0L)));
        more.values().removeIf(spent -> spent <= 0);
        return new ThreadTimes(more);
    }
}
