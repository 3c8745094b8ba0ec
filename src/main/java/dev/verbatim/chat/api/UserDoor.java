package dev.verbatim.chat.api;

import dev.verbatim.chat.auth.Scope;
import dev.verbatim.chat.room.StorageQuestions;
import dev.verbatim.contract.EraseUser;
import dev.verbatim.contract.ErasedPiece;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;

/**
 * {@code DELETE /api/users/:user}, for operators: an account is erased piece by piece, and answered when all of it is. If it breaks off, asking again
 * goes on.
 */
final class UserDoor {
    private final Callers callers;
    private final StorageQuestions storage;

    UserDoor(Callers callers, StorageQuestions storage) {
        this.callers = callers;
        this.storage = storage;
    }

    void mount(Router router) {
        router.delete("/api/users/:user").handler(context -> Responses.orProblem(context, erase(context)));
    }

    private Future<Integer> erase(RoutingContext context) {
        return callers.callerOf(context, Scope.ADMIN)
                .compose(caller -> from(
                        new EraseUser(caller.tenant(), MemberDoor.userOf(context), "erased-" + UUID.randomUUID(), ""),
                        0))
                .onSuccess(messages -> Responses.json(
                        context,
                        Responses.OK,
                        new JsonObject().put("messages", messages).encode()));
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
