package dev.verbatim.chat.api;

import dev.verbatim.chat.audit.AuditEvent;
import dev.verbatim.chat.auth.Identity;
import dev.verbatim.chat.auth.Revoking;
import dev.verbatim.chat.auth.Scope;
import dev.verbatim.chat.room.StorageQuestions;
import dev.verbatim.contract.EraseUser;
import dev.verbatim.contract.ErasedPiece;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.UUID;

/**
 * {@code DELETE /api/users/:user}, for operators: an account's tokens are taken back, which ends its connections, then it is erased piece by piece, and
 * answered when all of it is. If it breaks off, asking again goes on.
 */
final class UserDoor {
    private final Callers callers;
    private final StorageQuestions storage;
    private final Revoking revoking;
    private final InstantSource clock;

    UserDoor(Callers callers, StorageQuestions storage, Revoking revoking, InstantSource clock) {
        this.callers = callers;
        this.storage = storage;
        this.revoking = revoking;
        this.clock = clock;
    }

    void mount(Router router) {
        router.delete("/api/users/:user").handler(context -> Responses.orProblem(context, erase(context)));
    }

    private Future<Integer> erase(RoutingContext context) {
        return callers.callerOf(context, Scope.ADMIN)
                .compose(operator -> erase(context, operator, MemberDoor.userOf(context)))
                .onSuccess(messages -> Responses.json(
                        context,
                        Responses.OK,
                        new JsonObject().put("messages", messages).encode()));
    }

    /** Written down whatever comes of it: what was erased before it broke off is gone. */
    private Future<Integer> erase(RoutingContext context, Identity operator, String userId) {
        EraseUser all = new EraseUser(operator.tenant(), userId, "erased-" + UUID.randomUUID(), "");
        String whose = "user " + userId + ": ";
        return revoking.ofUser(operator, userId, clock.instant().plusMillis(Revoking.REMEMBERED_MS))
                .compose(taken -> from(all, 0))
                .onSuccess(messages ->
                        callers.audit(context, AuditEvent.ACCOUNT_ERASED, operator, whose + messages + " messages"))
                .onFailure(cause -> callers.audit(
                        context, AuditEvent.ACCOUNT_ERASED, operator, whose + "broken off, to be asked again"));
    }

    private Future<Integer> from(EraseUser piece, int before) {
        return storage.erase(piece).compose(erased -> goOn(piece, erased, before + erased.messages()));
    }

    private Future<Integer> goOn(EraseUser piece, ErasedPiece erased, int messages) {
        String next = erased.next();
        return next == null
                ? Future.succeededFuture(messages)
                : from(new EraseUser(piece.tenant(), piece.userId(), piece.as(), next), messages);
    }
}
