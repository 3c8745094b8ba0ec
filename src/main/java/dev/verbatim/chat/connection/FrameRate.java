package dev.verbatim.chat.connection;

/**
 * A token bucket over one connection's frames. It holds twice the sustained rate; whoever goes on far below zero is flooding. Time is
 * given, so that it has no clock.
 */
public final class FrameRate {
    /** What a frame is. */
    public enum Verdict {
        WITHIN,
        OVER,
        FLOOD
    }

    private static final int BURST_SECONDS = 2;
    private static final double MS = 1000;

    private final int perSecond;
    private final int capacity;
    private double level;
    private long atMs;

    /** A full bucket. */
    public FrameRate(int perSecond, long nowMs) {
        this.perSecond = perSecond;
        this.capacity = perSecond * BURST_SECONDS;
        this.level = capacity;
        this.atMs = nowMs;
    }

    /** Counts a frame. */
    public Verdict count(long nowMs) {
        level = Math.min(capacity, level + (nowMs - atMs) * perSecond / MS) - 1;
        atMs = nowMs;
        if (level >= 0) {
            return Verdict.WITHIN;
        }
        return level > -capacity ? Verdict.OVER : Verdict.FLOOD;
    }

    /** How long until the next frame is within the rate, in milliseconds. */
    public long waitMs() {
        return level >= 1 ? 0 : (long) Math.ceil((1 - level) * MS / perSecond);
    }
}
