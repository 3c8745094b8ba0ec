package dev.verbatim.chat.api;

import dev.verbatim.chat.audit.Actor;
import dev.verbatim.chat.audit.AuditEvent;
import dev.verbatim.chat.auth.BearerToken;
import dev.verbatim.chat.auth.Identity;
import dev.verbatim.chat.auth.Scope;
import dev.verbatim.chat.auth.Tokens;
import dev.verbatim.contract.Author;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.RoomAction;
import dev.verbatim.contract.RoomKey;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** Who asks over HTTP: the bearer of the {@code Authorization} header's token, which is the only place for one. */
public final class Callers {
    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private final Tokens tokens;
    private final Function<HttpServerRequest, String> addresses;
    private final WriteRate writes;

    /**
     * Callers with tokens of this kind.
     *
     * @param addresses the client's address of a request
     */
    Callers(Tokens tokens, Function<HttpServerRequest, String> addresses, WriteRate writes) {
        this.tokens = tokens;
        this.addresses = addresses;
        this.writes = writes;
    }

    /**
     * The caller; fails with {@code unauthenticated}, {@code storage_unavailable} while it is not known which tokens were taken back, or
     * {@code rate_limited} for a write that is one too many.
     */
    public Future<Identity> callerOf(RoutingContext context) {
        String token = BearerToken.of(context.request().headers());
        if (token == null) {
            return Future.failedFuture(
                    new Failure(FailureCode.UNAUTHENTICATED, "Bring a token: Authorization: Bearer …"));
        }
        return tokens.verify(token, address(context)).map(caller -> admitted(context, caller));
    }

    private Identity admitted(RoutingContext context, Identity caller) {
        tokens.revoked().requireKnown();
        if (!READS.contains(context.request().method())) {
            count(context, caller);
        }
        return caller;
    }

    private void count(RoutingContext context, Identity caller) {
        try {
            writes.count(caller, address(context));
        } catch (Failure tooMany) {
            audit(context, AuditEvent.RATE_LIMITED, caller, "writes");
            throw tooMany;
        }
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
        audit(context, event, caller, "", rule);
    }

    /** Writes down what a caller did in a room: never a word that is said there, nor what it is called. */
    void audit(RoutingContext context, AuditEvent event, RoomCaller caller, String rule) {
        audit(context, event, caller.identity(), caller.room().roomId(), rule);
    }

    private void audit(RoutingContext context, AuditEvent event, Identity caller, String roomId, String rule) {
        Author author = caller.author();
        Actor actor = new Actor(address(context), caller.tenant(), author.userId(), roomId, author.operator());
        tokens.audit().record(event, actor, rule);
    }

    private String address(RoutingContext context) {
        return addresses.apply(context.request());
    }

    private Identity allowed(RoutingContext context, Identity caller, Scope scope) {
        if (!caller.may(scope)) {
            audit(context, AuditEvent.SCOPE_REFUSED, caller, scope.wire());
        }
        caller.require(scope);
        return caller;
    }
}
