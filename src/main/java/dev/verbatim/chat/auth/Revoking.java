package dev.verbatim.chat.auth;

import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.Revocation;
import dev.verbatim.contract.RevokeTokens;
import dev.verbatim.contract.Topics;
import io.vertx.core.Future;
import java.time.Instant;

/** Has tokens taken back, durably: by their bearers, or by the operator. Fails with what storage fails with. Any event loop. */
public final class Revoking {
    /** How long it is remembered where nobody knows when the tokens end. */
    public static final long REMEMBERED_MS = 366L * 86_400_000;

    private static final long BEYOND_LEEWAY_MS = 120_000;

    private final MessageBus bus;
    private final long timeoutMs;

    /**
     * Asks storage over this bus.
     *
     * @param timeoutMs how long it may take
     */
    public Revoking(MessageBus bus, long timeoutMs) {
        this.bus = bus;
        this.timeoutMs = timeoutMs;
    }

    /** The bearer wants this token to be good no longer, for any of its connections. */
    public Future<Revocation> logout(Identity bearer) {
        String userId = bearer.author().userId();
        Instant forget = Instant.ofEpochMilli(bearer.expiresAtMs() + BEYOND_LEEWAY_MS);
        return ask(new RevokeTokens(bearer.tenant(), bearer.token().id(), userId, forget, userId));
    }

    /** The operator wants all of a user's tokens until now to be good no longer. */
    public Future<Revocation> ofUser(Identity operator, String userId, Instant forget) {
        return ask(new RevokeTokens(
                operator.tenant(), null, userId, forget, operator.author().userId()));
    }

    /** The operator wants a token to be good no longer that says this id. */
    public Future<Revocation> ofJti(Identity operator, String jti, Instant forget) {
        return ask(new RevokeTokens(
                operator.tenant(),
                TokenMark.ofJti(jti),
                null,
                forget,
                operator.author().userId()));
    }

    private Future<Revocation> ask(RevokeTokens question) {
        return bus.request(Topics.REVOKE, question, timeoutMs);
    }
}
