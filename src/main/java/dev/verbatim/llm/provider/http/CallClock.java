package dev.verbatim.llm.provider.http;

import dev.verbatim.config.ProviderTimeouts;
import io.vertx.core.Vertx;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The limits of one call: one timer, set to the nearest deadline, looks when it fires whether the deadline has moved since. So a
 * token costs one reading of the clock and no timer. Runs on the context that starts it.
 */
final class CallClock {
    /** What may take too long. */
    enum Limit {
        HEAD("did not answer in time"),
        FIRST_CONTENT("did not begin its answer in time"),
        SILENCE("fell silent in the middle of its answer"),
        /** After the end marker: usage and the last word are waited for, briefly. */
        LAST_WORD("took too long for one answer"),
        TOTAL("took too long for one answer");

        private final String words;

        Limit(String words) {
            this.words = words;
        }

        /** What the provider did, for people. */
        String words() {
            return words;
        }
    }

    private static final long NANOS_PER_MS = 1_000_000;
    private static final long LAST_WORD_MS = 1_000;

    private final Vertx vertx;
    private final ProviderTimeouts timeouts;
    private final LongSupplier nanos;
    private final Consumer<Limit> expired;

    private Limit phase = Limit.HEAD;
    private long phaseStart;
    private long totalDeadline;
    private long timer = -1;
    private long timerDeadline;

    CallClock(Vertx vertx, ProviderTimeouts timeouts, LongSupplier nanos, Consumer<Limit> expired) {
        this.vertx = vertx;
        this.timeouts = timeouts;
        this.nanos = nanos;
        this.expired = expired;
    }

    void start() {
        long now = nanos.getAsLong();
        totalDeadline = now + timeouts.totalMs() * NANOS_PER_MS;
        phaseStart = now;
        arm(now);
    }

    void headArrived() {
        enter(Limit.FIRST_CONTENT);
    }

    /** Content arrived: the silence before it is over. */
    void contentArrived() {
        if (phase == Limit.SILENCE) {
            phaseStart = nanos.getAsLong();
        } else if (phase != Limit.LAST_WORD) {
            enter(Limit.SILENCE);
        }
    }

    void endMarkerArrived() {
        if (phase != Limit.LAST_WORD) {
            enter(Limit.LAST_WORD);
        }
    }

    void stop() {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
    }

    private void enter(Limit next) {
        phase = next;
        phaseStart = nanos.getAsLong();
        if (deadline() < timerDeadline) {
            stop();
            arm(phaseStart);
        }
    }

    private long deadline() {
        return Math.min(phaseStart + phaseMs() * NANOS_PER_MS, totalDeadline);
    }

    private long phaseMs() {
        return switch (phase) {
            case HEAD -> timeouts.headMs();
            case FIRST_CONTENT -> timeouts.firstTokenMs();
            case SILENCE -> timeouts.silenceMs();
            case LAST_WORD -> LAST_WORD_MS;
            case TOTAL -> timeouts.totalMs();
        };
    }

    private void arm(long now) {
        timerDeadline = deadline();
        long delayMs = (timerDeadline - now + NANOS_PER_MS - 1) / NANOS_PER_MS;
        timer = vertx.setTimer(Math.max(1, delayMs), fired -> onTimer());
    }

    private void onTimer() {
        timer = -1;
        long now = nanos.getAsLong();
        if (now < deadline()) {
            arm(now);
        } else {
            expired.accept(now >= totalDeadline ? Limit.TOTAL : phase);
        }
    }
}
