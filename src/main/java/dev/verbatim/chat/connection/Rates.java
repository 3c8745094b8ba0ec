package dev.verbatim.chat.connection;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.verbatim.config.RateLimits;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.time.Duration;

/**
 * A bucket for each of many: persons, or addresses. Shared by all verticles of the process: thread-safe. A bucket is forgotten once it would
 * be full again, and the least recently used ones where there are too many, so that memory is bounded.
 */
public final class Rates implements Shareable {
    /** There and back: from as empty as a bucket gets to full takes twice its seconds. */
    private static final int TO_FULL = 2;

    private static final int PERSON_BURST_SECONDS = 2;

    private final Cache<String, FrameRate> buckets;
    private final int perSecond;
    private final int burstSeconds;

    /**
     * No buckets yet.
     *
     * @param burstSeconds how much of the sustained rate may come at once
     * @param most buckets that are kept
     */
    Rates(int perSecond, int burstSeconds, int most) {
        this.perSecond = perSecond;
        this.burstSeconds = burstSeconds;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterAccess(Duration.ofSeconds((long) TO_FULL * burstSeconds))
                .executor(Runnable::run)
                .build();
    }

    /** Those of this name in this process; the first to ask for them says what they are. */
    public static Rates of(Vertx vertx, String name, int perSecond, int burstSeconds, int most) {
        return vertx.sharedData()
                .<String, Rates>getLocalMap("verbatim.chat.rates")
                .computeIfAbsent(name, first -> new Rates(perSecond, burstSeconds, most));
    }

    /** Those of persons at their addresses: one for all that each of them sends, whichever door it comes by. */
    public static Rates ofPersons(Vertx vertx, RateLimits limits) {
        return of(vertx, "persons", limits.personFramesPerSecond(), PERSON_BURST_SECONDS, limits.remembered());
    }

    /** The bucket of this one. */
    public FrameRate of(String whom, long nowMs) {
        return buckets.get(whom, fresh -> new FrameRate(perSecond, burstSeconds, nowMs));
    }

    /** How many are known. */
    long size() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }
}
