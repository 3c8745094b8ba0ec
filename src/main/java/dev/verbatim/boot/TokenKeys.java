package dev.verbatim.boot;

import dev.verbatim.chat.auth.JwkSet;
import dev.verbatim.chat.auth.KeyRing;
import dev.verbatim.chat.auth.PublicKeys;
import dev.verbatim.chat.auth.VerificationKey;
import dev.verbatim.config.Settings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the node's {@link KeyRing}: what the settings hold, and what is published at {@code auth.jwks-url}. That is read at the start, on an interval,
 * and when a token names a key that is not there, but then at most once per cooldown, so that strangers cannot have it read at will. A reading
 * that fails changes nothing. On a context of its own; the methods may be called from any thread.
 */
final class TokenKeys {
    private static final Logger LOG = LoggerFactory.getLogger(TokenKeys.class);

    private final Vertx vertx;
    private final Context context;
    private final Settings settings;
    private final KeyRing ring;
    private final @Nullable JwksReading reading;
    private @Nullable Future<Void> underway;
    private String failure = "";
    private boolean stopped;
    private long begunAtMs;
    private long readAtMs = Long.MIN_VALUE;

    private TokenKeys(Vertx vertx, Settings settings) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.settings = settings;
        URI url = settings.keys().jwksUrl();
        this.reading =
                url == null ? null : new JwksReading(vertx, url, settings.keys().timeoutMs());
        this.ring = reading == null ? KeyRing.of(fixed(settings)) : KeyRing.of(fixed(settings), this::refetch);
    }

    /** The keys of these settings; nothing is read yet. */
    static TokenKeys create(Vertx vertx, Settings settings) {
        return new TokenKeys(vertx, settings);
    }

    private static List<VerificationKey> fixed(Settings settings) {
        List<VerificationKey> keys = new ArrayList<>();
        if (!settings.auth().secret().isEmpty()) {
            keys.add(VerificationKey.ofSecret(settings.auth().secret()));
        }
        if (!settings.keys().publicPem().isEmpty()) {
            keys.addAll(PublicKeys.ofPem(settings.keys().publicPem()));
        }
        return keys;
    }

    KeyRing ring() {
        return ring;
    }

    /** Reads the published keys once, and goes on doing so; completes after the first time, however that went. */
    Future<Void> start() {
        if (reading == null) {
            return Future.succeededFuture();
        }
        long tickMs = Math.min(settings.keys().refreshMs(), settings.keys().cooldownMs());
        return onContext(() -> {
            vertx.setPeriodic(tickMs, this::readIfDue);
            return read();
        });
    }

    /** Reads them no more, and is silent about a reading that is underway: to be called before Vert.x closes under it. */
    Future<Void> stop() {
        return onContext(() -> {
            stopped = true;
            return Future.succeededFuture();
        });
    }

    /** How the keys stand, for people; fails while there is none. */
    Future<String> standing() {
        return onContext(() -> {
            String published = reading == null ? "" : ", published ones read " + age();
            String trouble = failure.isEmpty() ? "" : ", the last reading failed: " + failure;
            String standing = ring.size() + " keys" + published + trouble;
            return ring.size() == 0 ? Future.failedFuture(standing) : Future.succeededFuture(standing);
        });
    }

    private String age() {
        return readAtMs == Long.MIN_VALUE ? "never" : TimeUnit.MILLISECONDS.toSeconds(nowMs() - readAtMs) + " s ago";
    }

    /** Reads the published keys unless that was lately done; completes with whether it was done. */
    Future<Boolean> refetch() {
        return onContext(() -> {
            boolean may = underway != null
                    || (!stopped && nowMs() - begunAtMs >= settings.keys().cooldownMs());
            return may ? read().map(true) : Future.succeededFuture(false);
        });
    }

    private void readIfDue(long timer) {
        if (stopped) {
            vertx.cancelTimer(timer);
            return;
        }
        boolean due =
                !failure.isEmpty() || nowMs() - readAtMs >= settings.keys().refreshMs();
        if (due) {
            read();
        }
    }

    private Future<Void> read() {
        Future<Void> running = underway;
        if (running != null || reading == null) {
            return running == null ? Future.succeededFuture() : running;
        }
        begunAtMs = nowMs();
        Promise<Void> done = Promise.promise();
        underway = done.future();
        reading.read()
                .onComplete(read -> context.runOnContext(turn -> {
                    underway = null;
                    if (read.succeeded()) {
                        succeeded(read.result());
                    } else {
                        failed(String.valueOf(read.cause().getMessage()));
                    }
                    done.complete();
                }));
        return done.future();
    }

    private void succeeded(JwkSet set) {
        if (!failure.isEmpty()) {
            LOG.info("published keys read again keys={}", set.keys().size());
        }
        if (set.exposed()) {
            LOG.error("published keys hold a private key: whoever reads them can make tokens, so it is not taken");
        }
        set.passedOver().forEach(reason -> LOG.debug("published key passed over reason={}", reason));
        failure = "";
        readAtMs = nowMs();
        ring.publish(set.keys());
    }

    private void failed(String reason) {
        if (!stopped && !reason.equals(failure)) {
            LOG.warn("published keys not read, the old ones stay keys={} reason={}", ring.size(), reason);
        }
        failure = reason;
    }

    private <T> Future<T> onContext(Supplier<Future<T>> step) {
        Promise<T> done = Promise.promise();
        context.runOnContext(turn -> step.get().onComplete(done));
        return done.future();
    }

    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
