package dev.verbatim.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What the visitors of one load client have in common. Its fields belong to the event loop; the latches are how the main
 * thread waits for it.
 */
final class Load {
    private static final int TOO_MANY_ERRORS = 1000;
    private static final int DOORS = 200;

    private final Scenario scenario;
    private final String token;
    private final List<Tally> tallies = new ArrayList<>();
    private final Semaphore doors = new Semaphore(DOORS);
    private final CountDownLatch ready;
    private final CountDownLatch done;
    private final CountDownLatch broken = new CountDownLatch(1);
    private Tally tally = new Tally();
    private byte[] scratch = new byte[1 << 16];
    private int dismissed;
    private boolean open = true;

    Load(Scenario scenario, String token) {
        this.scenario = scenario;
        this.token = token;
        this.ready = new CountDownLatch(scenario.connections());
        this.done = new CountDownLatch(scenario.loops());
        tallies.add(tally);
    }

    Scenario scenario() {
        return scenario;
    }

    /** What a visitor authenticates with. */
    String token() {
        return token;
    }

    /** The phase's counters; a visitor that finds too many errors in them gives the load up. */
    Tally tally() {
        if (tally.errors >= TOO_MANY_ERRORS) {
            broken.countDown();
        }
        return tally;
    }

    /** Begins the next phase and gives the tally of the one that is over. */
    Tally nextPhase() {
        Tally over = tally;
        tally = new Tally();
        tallies.add(tally);
        return over;
    }

    /** Room for a frame, shared: it holds until the next call. */
    byte[] scratch(int length) {
        if (scratch.length < length) {
            scratch = new byte[2 * length];
        }
        return scratch;
    }

    /** Whether one whose answer has ended may ask again. */
    boolean open() {
        return open;
    }

    void close() {
        open = false;
    }

    /** Waits until another visitor may come: so many are on their way to their rooms at once; false when it may not. */
    boolean awaitDoor(long seconds) throws InterruptedException {
        return doors.tryAcquire(seconds, TimeUnit.SECONDS);
    }

    /** A visitor has joined its room. */
    void ready() {
        doors.release();
        ready.countDown();
    }

    /** A loop of question and answer is over: its last answer was read, or its connection lost. */
    void done() {
        done.countDown();
    }

    /** A stalled viewer was closed by the system, as it should be. */
    void dismissed() {
        dismissed++;
    }

    int dismissals() {
        return dismissed;
    }

    boolean awaitReady(long seconds) throws InterruptedException {
        return ready.await(seconds, TimeUnit.SECONDS);
    }

    /** Waits until the running answers have ended; the loops whose answer has not. */
    long awaitDone(long seconds) throws InterruptedException {
        return done.await(seconds, TimeUnit.SECONDS) ? 0 : done.getCount();
    }

    /** Lets the load run; false when it broke before the time was over. */
    boolean runs(long seconds) throws InterruptedException {
        return !broken.await(seconds, TimeUnit.SECONDS);
    }

    /** Answers that have ended, of all phases. */
    long replies() {
        return tallies.stream().mapToLong(t -> t.replies).sum();
    }

    /** Messages that were called saved, of all phases. */
    long saved() {
        return tallies.stream().mapToLong(t -> t.saved).sum();
    }

    LoadResult.Faults faults() {
        Tally first =
                tallies.stream().filter(t -> t.firstError != null).findFirst().orElse(tally);
        return new LoadResult.Faults(
                tallies.stream().mapToLong(t -> t.lost).sum(),
                tallies.stream().mapToLong(t -> t.doubled).sum(),
                tallies.stream().mapToLong(t -> t.reordered).sum(),
                tallies.stream().mapToLong(t -> t.garbled).sum(),
                tallies.stream().mapToLong(t -> t.errors).sum(),
                first.firstError);
    }
}
