package dev.verbatim.chat.session;

import dev.verbatim.chat.auth.RevokedTokens;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.MessageBus.Subscription;
import dev.verbatim.contract.ReadRevocations;
import dev.verbatim.contract.Revocation;
import dev.verbatim.contract.Revocations;
import dev.verbatim.contract.Topics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a chat verticle's {@link RevokedTokens}: all that storage remembers at the start, then what the bus says, and once in a while what it
 * may not have said. On the verticle's event loop.
 */
final class RevocationWatch {
    private static final int PAGE = 2000;

    /** Ids are given before their commits, so that one may come after a later one. */
    private static final int LATE = 200;

    private final Vertx vertx;
    private final SessionServices services;
    private final Runnable changed;
    private final InstantSource clock;
    private @Nullable Subscription subscription;
    private long timer;
    private long readUntil;
    private long latestMs;
    private boolean unread = true;
    private boolean reading;

    /**
     * A watch that has not begun.
     *
     * @param changed told when a token was taken back
     */
    RevocationWatch(Vertx vertx, SessionServices services, Runnable changed, InstantSource clock) {
        this.vertx = vertx;
        this.services = services;
        this.changed = changed;
        this.clock = clock;
    }

    /** Begins; completes when all is known, or when storage could not say: then it is asked again. */
    Future<Void> start() {
        MessageBus bus = services.bus();
        Subscription heard = bus.consume(Topics.REVOKED, revocation -> learn(List.of(revocation)));
        subscription = heard;
        timer = vertx.setPeriodic(services.settings().chat().revCheckMs(), tick -> look());
        return heard.ready()
                .compose(listening -> reading ? Future.<Void>succeededFuture() : read())
                .otherwiseEmpty();
    }

    /** Ends it. */
    Future<Void> close() {
        vertx.cancelTimer(timer);
        return subscription == null ? Future.succeededFuture() : subscription.cancel();
    }

    private void look() {
        forget(clock.millis());
        if (!reading) {
            read();
        }
    }

    /** What a clock that ran ahead has let go of is needed again when it is put back. */
    private void forget(long nowMs) {
        unread |= nowMs < latestMs;
        latestMs = nowMs;
        revoked().forget(nowMs);
    }

    private Future<Void> read() {
        boolean all = unread;
        unread = false;
        reading = true;
        return read(all ? 0 : Math.max(0, readUntil - LATE))
                .onComplete(read -> reading = false)
                .onFailure(cause -> unread |= all);
    }

    private Future<Void> read(long afterId) {
        ReadRevocations question = new ReadRevocations(afterId, PAGE);
        return services.bus()
                .request(
                        Topics.READ_REVOCATIONS,
                        question,
                        services.settings().chat().requestTimeoutMs())
                .compose(this::learnAndReadOn);
    }

    private Future<Void> learnAndReadOn(Revocations page) {
        List<Revocation> all = page.revocations();
        learn(all);
        // Not by what the bus says: it may have said a later one, and many before it to nobody.
        all.forEach(revocation -> readUntil = Math.max(readUntil, revocation.id()));
        if (all.size() == PAGE) {
            return read(all.get(PAGE - 1).id());
        }
        revoked().setKnown();
        return Future.succeededFuture();
    }

    private void learn(List<Revocation> all) {
        boolean news = false;
        for (Revocation revocation : all) {
            news |= revoked().add(revocation);
        }
        if (news) {
            changed.run();
        }
    }

    private RevokedTokens revoked() {
        return services.tokens().revoked();
    }
}
