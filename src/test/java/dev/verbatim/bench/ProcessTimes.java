package dev.verbatim.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * CPU time and memory as Linux tells them in {@code /proc}, of the system under test with all processes below it, of the
 * harness and of the whole machine, at one moment. The clock of {@code /proc} ticks a hundred times a second: over seconds
 * its error is below a hundredth.
 *
 * @param threads of the system's first process
 * @param megabytes resident, of the system's own processes
 * @param nanos when it was read, {@link System#nanoTime}
 */
record ProcessTimes(Ticks ticks, ThreadTimes threads, double megabytes, long nanos) {
    private static final Path PROC = Path.of("/proc");
    private static final double KILOBYTES_PER_MEGABYTE = 1024;
    private static final int IDLE = 3;
    private static final int IOWAIT = 4;
    private static final int BUSY_FIELDS = 8;

    /**
     * Hundredths of a second of CPU time.
     *
     * @param system of the system's own processes
     * @param database of those that are named postgres
     * @param harness of provider and client
     * @param machine of everybody
     */
    private record Ticks(long system, long database, long harness, long machine) {
        Ticks since(Ticks before) {
            return new Ticks(
                    system - before.system,
                    database - before.database,
                    harness - before.harness,
                    machine - before.machine);
        }

        long foreign() {
            return machine - system - database - harness;
        }
    }

    static ProcessTimes read(LoadPlan.Processes processes) {
        List<OneProcess> tree = tree(processes.system());
        List<OneProcess> own = tree.stream().filter(p -> !p.isDatabase()).toList();
        Ticks ticks = new Ticks(
                own.stream().mapToLong(OneProcess::ticks).sum(),
                tree.stream()
                        .filter(OneProcess::isDatabase)
                        .mapToLong(OneProcess::ticks)
                        .sum(),
                OneProcess.read(processes.provider()).ticks()
                        + OneProcess.read(ProcessHandle.current().pid()).ticks(),
                machineTicks());
        return new ProcessTimes(
                ticks,
                ThreadTimes.read(processes.system()),
                own.stream().mapToDouble(OneProcess::megabytes).sum(),
                System.nanoTime());
    }

    double secondsSince(ProcessTimes before) {
        return (nanos - before.nanos) / 1e9;
    }

    /** What was used since an earlier reading. */
    LoadResult.Resources since(ProcessTimes before) {
        double second = ThreadTimes.TICKS_PER_SECOND * secondsSince(before);
        Ticks used = ticks.since(before.ticks);
        return new LoadResult.Resources(
                used.system() / second,
                used.database() / second,
                used.harness() / second,
                used.foreign() / second,
                megabytes,
                threads.since(before.threads).ticks());
    }

    private static List<OneProcess> tree(long pid) {
        return ProcessHandle.of(pid)
                .map(root -> Stream.concat(Stream.of(root), root.descendants()))
                .orElse(Stream.empty())
                .map(handle -> OneProcess.read(handle.pid()))
                .toList();
    }

    private static long machineTicks() {
        String[] fields = line(PROC.resolve("stat"), "cpu ").trim().split("\\s+");
        long busy = 0;
        for (int i = 0; i < BUSY_FIELDS; i++) {
            busy += i == IDLE || i == IOWAIT ? 0 : Long.parseLong(fields[i + 1]);
        }
        return busy;
    }

    private static String line(Path file, String prefix) {
        try (Stream<String> lines = Files.lines(file, UTF_8)) {
            return lines.filter(line -> line.startsWith(prefix)).findFirst().orElse("");
        } catch (NoSuchFileException e) {
            return ""; // the process has just ended; its time went to its parent
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One process; its ticks hold those of its children that have ended. */
    private record OneProcess(String name, long ticks, double megabytes) {
        private static final int STATE_FIELD = 3;
        private static final int FIRST_TIME = 14;
        private static final int TIMES = 4;

        static OneProcess read(long pid) {
            Path directory = PROC.resolve(Long.toString(pid));
            String stat = line(directory.resolve("stat"), "");
            if (stat.isEmpty()) {
                return new OneProcess("", 0, 0);
            }
            int nameEnd = stat.lastIndexOf(')');
            String[] fields = stat.substring(nameEnd + 2).split(" ");
            long ticks = 0;
            for (int i = 0; i < TIMES; i++) {
                ticks += Long.parseLong(fields[FIRST_TIME - STATE_FIELD + i]);
            }
            String resident = line(directory.resolve("status"), "VmRSS:").replaceAll("\\D", "");
            double megabytes = resident.isEmpty() ? 0 : Long.parseLong(resident) / KILOBYTES_PER_MEGABYTE;
            return new OneProcess(stat.substring(stat.indexOf('(') + 1, nameEnd), ticks, megabytes);
        }

        boolean isDatabase() {
            return name.equals("postgres");
        }
    }
}
