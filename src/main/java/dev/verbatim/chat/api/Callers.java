package dev.verbatim.chat.api;

import dev.verbatim.chat.audit.AuditEvent;
import dev.verbatim.chat.auth.BearerToken;
import dev.verbatim.chat.auth.Identity;
import dev.verbatim.chat.auth.Scope;
import dev.verbatim.chat.auth.Tokens;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.RoomAction;
import dev.verbatim.contract.RoomKey;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;

/** Who asks over HTTP: the bearer of the {@code Authorization} header's token, which is the only place for one. */
public final class Callers {
    private final Tokens tokens;

    /** Callers with tokens of this kind. */
    public Callers(Tokens tokens) {
        this.tokens = tokens;
    }

    /** The caller; fails with {@code unauthenticated}, or {@code storage_unavailable} while it is not known which tokens were taken back. */
    public Future<Identity> callerOf(RoutingContext context) {
        String token = BearerToken.of(context.request().headers());
        if (token == null) {
            return Future.failedFuture(
                    new Failure(FailureCode.UNAUTHENTICATED, "Bring a token: Authorization: Bearer …"));
        }
        return tokens.verify(token, address(context)).map(caller -> {
            tokens.revoked().requireKnown();
            return caller;
        });
    }

    /** The caller; fails like {@link #callerOf(RoutingContext)}, or with {@code forbidden} where the token has not this scope. */
    public Future<Identity> callerOf(RoutingContext context, Scope scope) {
        return callerOf(context).map(caller -> allowed(context, caller, scope));
    }

    /**
     * The caller and the room of the address ({@code :id}); fails as above, and with {@code not_found} for an id that no room can have and for one that
     * the token is not for.
     */
    Future<RoomCaller> callerOf(RoutingContext context, RoomAction action) {
        return callerOf(context, Objects.requireNonNull(Scope.ofWire(action.scope())))
                .map(caller -> inRoom(caller, context.pathParam("id")));
    }

    private static RoomCaller inRoom(Identity caller, String roomId) {
        if (!RoomKey.isValidRoomId(roomId) || !caller.mayEnter(roomId)) {
            throw new Failure(FailureCode.NOT_FOUND, "There is no such room.");
        }
        return new RoomCaller(caller, new RoomKey(caller.tenant(), roomId));
    }

    /** Writes down what a caller did, or was not allowed to do. */
    void audit(RoutingContext context, AuditEvent event, Identity caller, String rule) {
        tokens.audit()
                .record(
                        event,
                        address(context),
                        caller.tenant(),
                        caller.author().userId(),
                        rule);
    }

    private static String address(RoutingContext context) {
        return String.valueOf(context.request().remoteAddress());
    }

    private Identity allowed(RoutingContext context, Identity caller, Scope scope) {
        if (!caller.may(scope)) {
            audit(context, AuditEvent.SCOPE_REFUSED, caller, scope.wire());
        }
        caller.require(scope);
        return caller;
    }
}
