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
        return heard.ready().compose(listening -> read(0)).otherwiseEmpty();
    }

    /** Ends it. */
    Future<Void> close() {
        vertx.cancelTimer(timer);
        return subscription == null ? Future.succeededFuture() : subscription.cancel();
    }

    private void look() {
        revoked().forget(clock.millis());
        if (!reading) {
            reading = true;
            long from = revoked().isKnown() ? Math.max(0, revoked().lastId() - LATE) : 0;
            read(from).onComplete(read -> reading = false);
        }
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
