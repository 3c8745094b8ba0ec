package dev.verbatim.storage;

import java.util.List;

/** Counts what goes through a lane. Event loop only. */
final class LaneCount {
    private long batches;
    private long asks;
    private long waitedNanos;

    /** A batch that goes into a call now. */
    void add(List<? extends Queued<?, ?>> batch) {
        long now = System.nanoTime();
        batches++;
        asks += batch.size();
        batch.forEach(queued -> waitedNanos += queued.waited(now));
    }

    /**
     * All so far, and how the lane stands.
     *
     * @param rows that wait or are under way
     */
    LaneTraffic traffic(int rows, Links links) {
        return new LaneTraffic(batches, asks, waitedNanos, rows, links.busy(), links.open());
    }
}
