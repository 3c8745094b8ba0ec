package dev.verbatim.chat.auth;

import dev.verbatim.config.AuthSettings;
import dev.verbatim.contract.Author;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Verifies tokens at a chat verticle's doors, and makes guests'. On the verticle's event loop only; asks nobody but, where a token names a key that
 * is not here, whoever fetches keys.
 */
public final class Tokens {
    private static final long MS = 1000;

    private final Context context;
    private final AuthSettings settings;
    private final KeyRing keys;
    private final InstantSource clock;
    private final TokenCheck check;
    private final @Nullable TokenMaker guests;

    /**
     * Tokens of these keys; to be made on the verticle's context.
     *
     * @param clock wall time
     */
    public Tokens(Vertx vertx, AuthSettings settings, KeyRing keys, InstantSource clock) {
        this.context = vertx.getOrCreateContext();
        this.settings = settings;
        this.keys = keys;
        this.clock = clock;
        this.check = new TokenCheck(settings);
        this.guests = settings.secret().isEmpty() ? null : TokenMaker.ofSecret(settings.secret());
    }

    /**
     * Who the token is for: known when this returns, unless its key must be fetched first. Fails with {@code unauthenticated}, which never says
     * what was wrong with it.
     */
    public Future<Identity> verify(String token) {
        TokenVerdict verdict = look(token);
        return verdict.broken() == TokenRule.KEY ? lookAgain(token, verdict) : answer(verdict);
    }

    private Future<Identity> lookAgain(String token, TokenVerdict first) {
        Promise<Identity> promise = Promise.promise();
        keys.refetch()
                .onSuccess(asked -> context.runOnContext(
                        turn -> answer(asked ? look(token) : first).onComplete(promise)));
        return promise.future();
    }

    private TokenVerdict look(String token) {
        return check.look(token, keys, clock.millis());
    }

    private static Future<Identity> answer(TokenVerdict verdict) {
        Identity bearer = verdict.bearer();
        return bearer == null
                ? Future.failedFuture(
                        new Failure(FailureCode.UNAUTHENTICATED, "The token is not good, or not good any more."))
                : Future.succeededFuture(bearer);
    }

    /** How long after its expiry a token is still taken, in milliseconds. */
    public long leewayMs() {
        return settings.leewaySeconds() * MS;
    }

    /** A guest's token of the main tenant; guests need a secret. */
    public String issue(Author guest, long nowMs) {
        if (guests == null) {
            throw new IllegalStateException("Guests without a secret");
        }
        return guests.make(TokenRequest.of(guest.userId(), guest.name(), nowMs, guestExpiryMs(nowMs))
                .between(settings.issuer(), settings.audience()));
    }

    /** When a guest's token of now expires, in milliseconds since 1970, on a whole second. */
    public long guestExpiryMs(long nowMs) {
        return (nowMs / MS + settings.guestTokenMinutes() * 60L) * MS;
    }
}
