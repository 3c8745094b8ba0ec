package dev.verbatim.chat.connection;

/**
 * A token bucket, such as over one connection's frames. It holds some seconds of the sustained rate; whoever goes on far below zero is
 * flooding. Time is given, so that it has no clock. Thread-safe, since one person's may be several event loops'.
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

    /** A full bucket that holds twice the rate. */
    public FrameRate(int perSecond, long nowMs) {
        this(perSecond, BURST_SECONDS, nowMs);
    }

    /** A full bucket that holds so many seconds of the rate. */
    public FrameRate(int perSecond, int burstSeconds, long nowMs) {
        this.perSecond = perSecond;
        this.capacity = perSecond * burstSeconds;
        this.level = capacity;
        this.atMs = nowMs;
    }

    /** Counts a frame. */
    public synchronized Verdict count(long nowMs) {
        long later = Math.max(atMs, nowMs);
        level = Math.min(capacity, level + (later - atMs) * perSecond / MS) - 1;
        level = Math.max(level, -capacity);
        atMs = later;
        if (level >= 0) {
            return Verdict.WITHIN;
        }
        return level > -capacity ? Verdict.OVER : Verdict.FLOOD;
    }

    /** How long until the next frame is within the rate, in milliseconds. */
    public synchronized long waitMs() {
        return level >= 1 ? 0 : (long) Math.ceil((1 - level) * MS / perSecond);
    }
}
