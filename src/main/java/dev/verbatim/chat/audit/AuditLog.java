package dev.verbatim.chat.audit;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one line per event: {@code event=token_refused address="…" tenant="…" user="…" rule="…"}, with {@code room="…"} where it is about one. Whoever
 * floods cannot fill a disk with it: of each kind of event a hundred lines may come at once and then two a second; how many were left out
 * is said. What operators do is never left out. On the verticle's event loop.
 */
public final class AuditLog {
    private static final Logger LOG = LoggerFactory.getLogger("audit");
    private static final int AT_ONCE = 100;
    private static final double PER_MS = 0.002;
    private static final long SAID_EVERY_MS = 10_000;
    private static final int MAX_CHARS = 200;

    private final LongSupplier monotonicMs;
    private final Map<AuditEvent, Allowance> allowances = new EnumMap<>(AuditEvent.class);

    /** An empty log. */
    public AuditLog() {
        this(() -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    }

    /** With a clock of a test's own, in milliseconds. */
    AuditLog(LongSupplier monotonicMs) {
        this.monotonicMs = monotonicMs;
    }

    /** Something happened to a stranger. */
    public void record(AuditEvent event, String address, String rule) {
        record(event, address, "", "", rule);
    }

    /**
     * Something happened.
     *
     * @param address whose connection it is
     * @param tenant empty: not known
     * @param user empty: not known
     * @param rule what was broken, lacked or done
     */
    public void record(AuditEvent event, String address, String tenant, String user, String rule) {
        record(event, new Actor(address, tenant, user, "", false), rule);
    }

    /**
     * Something happened, perhaps in a room.
     *
     * @param rule what was broken, lacked or done
     */
    public void record(AuditEvent event, Actor actor, String rule) {
        if (actor.operator() || allowanceOf(event).take(monotonicMs.getAsLong())) {
            LOG.info(
                    "event={} address={} tenant={} user={}{} rule={}",
                    event.wire(),
                    quoted(actor.address()),
                    quoted(actor.tenant()),
                    quoted(actor.user()),
                    actor.room().isEmpty() ? "" : " room=" + quoted(actor.room()),
                    quoted(rule));
        }
    }

    /** Says how many lines were left out; to be called about once a second. */
    public void tick() {
        long now = monotonicMs.getAsLong();
        allowances.forEach((event, allowance) -> {
            int leftOut = allowance.takeLeftOut(now);
            if (leftOut > 0) {
                LOG.info("event={} leftOut={}", event.wire(), leftOut);
            }
        });
    }

    private Allowance allowanceOf(AuditEvent event) {
        return allowances.computeIfAbsent(event, first -> new Allowance(monotonicMs.getAsLong()));
    }

    /** Within quotes and without anything that could end them, end the line or be taken for what it is not. */
    static String quoted(String value) {
        StringBuilder text = new StringBuilder("\"");
        value.codePoints().limit(MAX_CHARS).forEach(c -> {
            if (c == '"' || c == '\\') {
                text.append('\\').appendCodePoint(c);
            } else if (isShown(c)) {
                text.appendCodePoint(c);
            } else {
                text.append(String.format("\\u%04x", c));
            }
        });
        return text.append('"').toString();
    }

    private static boolean isShown(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    /** How many lines of a kind may still come. */
    private static final class Allowance {
        private double left = AT_ONCE;
        private long lookedAtMs;
        private long saidAtMs;
        private int leftOut;

        private Allowance(long nowMs) {
            lookedAtMs = nowMs;
            saidAtMs = nowMs;
        }

        private boolean take(long nowMs) {
            left = Math.min(AT_ONCE, left + (nowMs - lookedAtMs) * PER_MS);
            lookedAtMs = nowMs;
            if (left < 1) {
                leftOut++;
                return false;
            }
            left--;
            return true;
        }

        private int takeLeftOut(long nowMs) {
            if (leftOut == 0 || nowMs - saidAtMs < SAID_EVERY_MS) {
                return 0;
            }
            int count = leftOut;
            leftOut = 0;
            saidAtMs = nowMs;
            return count;
        }
    }
}
