package dev.verbatim.storage;

import dev.verbatim.contract.Reading;
import java.util.List;

/**
 * What has gone through a lane and what is in it.
 *
 * @param batches calls made, repeated ones too
 * @param asks that have gone into a call
 * @param waitedNanos how long all of these waited for a connection and their turn together
 * @param queued asks that wait or are under way now
 * @param busy connections that work now
 * @param open connections that stand now
 */
record LaneTraffic(long batches, long asks, long waitedNanos, int queued, int busy, int open) {
    private static final double NANOS_PER_SECOND = 1e9;

    List<Reading> readings() {
        return List.of(
                Reading.total("verbatim.storage.batches", (double) batches),
                Reading.total("verbatim.storage.asks", (double) asks),
                Reading.total("verbatim.storage.wait.seconds", waitedNanos / NANOS_PER_SECOND),
                Reading.level("verbatim.storage.queued", queued),
                Reading.level("verbatim.storage.connections.busy", busy),
                Reading.level("verbatim.storage.connections.open", open));
    }
}
