package dev.verbatim.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The course of a measurement while the load runs: warm-up, windows, and what is read at their edges. Blocks; main thread
 * only.
 */
final class Phases {
    private static final int PROGRESS_SECONDS = 5;

    private final LoadPlan plan;
    private final Load load;
    private final Executor loop;
    private final PrintStream progress;
    private final RowCount rows;

    /**
     * A measurement that has not begun.
     *
     * @param loop what the load's fields belong to
     */
    Phases(LoadPlan plan, Load load, Executor loop, PrintStream progress, RowCount rows) {
        this.plan = plan;
        this.load = load;
        this.loop = loop;
        this.progress = progress;
        this.rows = rows;
    }

    void warmUp() throws InterruptedException {
        keepRunning("warming up", plan.timing().warmSeconds());
    }

    /** All windows, one after the other. */
    List<LoadResult.Window> windows() throws IOException, InterruptedException {
        List<LoadResult.Window> windows = new ArrayList<>();
        for (int i = 1; i <= plan.timing().windows(); i++) {
            windows.add(window(i));
        }
        return windows;
    }

    private LoadResult.Window window(int number) throws IOException, InterruptedException {
        onLoop(load::nextPhase);
        long rowsBefore = rows.now();
        ProcessTimes before = ProcessTimes.read(plan.processes());
        keepRunning(
                "window " + number + " of " + plan.timing().windows(),
                plan.timing().windowSeconds());
        Tally tally = onLoop(load::nextPhase);
        ProcessTimes after = ProcessTimes.read(plan.processes());
        LoadResult.Counts counts =
                new LoadResult.Counts(tally.tokens, tally.replies, tally.saved, rows.now() - rowsBefore);
        return new LoadResult.Window(
                after.secondsSince(before), counts, LoadResult.Times.of(tally), after.since(before));
    }

    /** Lets the running answers end. */
    void drain(long seconds) throws InterruptedException {
        CompletableFuture.runAsync(load::close, loop).join();
        long unended = load.awaitDone(seconds);
        if (unended > 0) {
            error(unended + " answers did not end within " + seconds + " s");
        }
    }

    long rows() throws IOException, InterruptedException {
        return rows.now();
    }

    /** What was called saved since there were {@code before} rows must be there, once; where rows are counted. */
    void compareRows(long before) throws IOException, InterruptedException {
        long more = rows.now() - before;
        long saved = onLoop(load::saved);
        if (rows != RowCount.NOT_ASKED && more != saved) {
            error("Postgres has " + more + " rows more, and " + saved + " messages were called saved");
        }
    }

    private void keepRunning(String what, int seconds) throws InterruptedException {
        for (int at = 0; at < seconds; at += PROGRESS_SECONDS) {
            progress.printf("%s %s: %s, %d of %d s%n", plan.scenario().name(), plan.system(), what, at, seconds);
            if (!load.runs(Math.min(PROGRESS_SECONDS, seconds - at))) {
                throw new IllegalStateException("too many errors: " + onLoop(load::faults));
            }
        }
    }

    /** What the load's own thread says. */
    <T> T onLoop(Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, loop).join();
    }

    /** A fault that no visitor saw. */
    void error(String what) {
        CompletableFuture.runAsync(() -> load.tally().error(what), loop).join();
    }

    /** How many rows a table has. */
    interface RowCount {
        RowCount NOT_ASKED = () -> 0;

        long now() throws IOException, InterruptedException;
    }
}
