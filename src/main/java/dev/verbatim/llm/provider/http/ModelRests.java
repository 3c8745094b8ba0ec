package dev.verbatim.llm.provider.http;

import dev.verbatim.contract.Failure;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Models that a key is not to be used for, and until when: a limit holds for a key and a model, and so does a permission. Names come from
 * clients, so that no more than {@value #MAX} are kept. Any thread.
 */
final class ModelRests {
    private static final int MAX = 1_000;

    private record Rest(Failure why, long until) {}

    private final Map<String, Rest> rests = new HashMap<>();
    private final LongSupplier nanos;

    ModelRests(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Leaves a model alone; a longer rest that runs already stays.
     *
     * @return whether it did not rest before
     */
    synchronized boolean rest(String model, Failure why, long restMs) {
        boolean begins = of(model) == null;
        long now = nanos.getAsLong();
        if (rests.size() >= MAX) {
            rests.values().removeIf(rest -> rest.until() - now <= 0);
        }
        Rest next = new Rest(why, now + TimeUnit.MILLISECONDS.toNanos(restMs));
        if (rests.size() < MAX || rests.containsKey(model)) {
            rests.merge(model, next, (known, asked) -> known.until() - asked.until() > 0 ? known : asked);
        }
        return begins;
    }

    /** Why a model is left alone and how much longer; null where it is not. */
    synchronized @Nullable Failure of(String model) {
        Rest rest = rests.get(model);
        if (rest == null) {
            return null;
        }
        long left = rest.until() - nanos.getAsLong();
        if (left <= 0) {
            rests.remove(model);
            return null;
        }
        long leftMs = Math.max(1, TimeUnit.NANOSECONDS.toMillis(left));
        return new Failure(rest.why().code(), rest.why().text(), leftMs);
    }
}
