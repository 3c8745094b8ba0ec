package dev.verbatim.chat.auth;

import dev.verbatim.chat.audit.AuditEvent;
import dev.verbatim.chat.audit.AuditLog;
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
    private final RevokedTokens revoked = new RevokedTokens();
    private final AuditLog audit;
    private final @Nullable TokenMaker guests;

    /**
     * Tokens of these keys; to be made on the verticle's context.
     *
     * @param clock wall time
     */
    public Tokens(Vertx vertx, AuthSettings settings, KeyRing keys, AuditLog audit, InstantSource clock) {
        this.context = vertx.getOrCreateContext();
        this.settings = settings;
        this.keys = keys;
        this.audit = audit;
        this.clock = clock;
        this.check = new TokenCheck(settings);
        this.guests = settings.secret().isEmpty() ? null : TokenMaker.ofSecret(settings.secret());
    }

    /**
     * Who the token is for: known when this returns, unless its key must be fetched first. Fails with {@code unauthenticated}, which never says
     * what was wrong with it: that is in the audit log.
     *
     * @param address where it comes from
     */
    public Future<Identity> verify(String token, String address) {
        TokenVerdict verdict = look(token);
        return verdict.broken() == TokenRule.KEY ? lookAgain(token, address, verdict) : answer(verdict, address);
    }

    private Future<Identity> lookAgain(String token, String address, TokenVerdict first) {
        Promise<Identity> promise = Promise.promise();
        keys.refetch()
                .onSuccess(asked -> context.runOnContext(
                        turn -> answer(asked ? look(token) : first, address).onComplete(promise)));
        return promise.future();
    }

    private TokenVerdict look(String token) {
        return check.look(token, keys, clock.millis());
    }

    private Future<Identity> answer(TokenVerdict verdict, String address) {
        Identity bearer = verdict.bearer();
        if (bearer == null) {
            TokenRule broken = verdict.broken();
            audit.record(AuditEvent.TOKEN_REFUSED, address, broken == null ? "" : broken.wire());
        } else if (revoked.covers(bearer)) {
            String userId = bearer.author().userId();
            audit.record(AuditEvent.TOKEN_REFUSED, address, bearer.tenant(), userId, TokenRule.REVOKED.wire());
        } else {
            return Future.succeededFuture(bearer);
        }
        return Future.failedFuture(
                new Failure(FailureCode.UNAUTHENTICATED, "The token is not good, or not good any more."));
    }

    /** What is written down of bearers. */
    public AuditLog audit() {
        return audit;
    }

    /** What was taken back; filled by whoever asks storage. */
    public RevokedTokens revoked() {
        return revoked;
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
