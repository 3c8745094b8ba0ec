package dev.verbatim.chat.api;

import dev.verbatim.chat.audit.AuditEvent;
import dev.verbatim.chat.auth.Revoking;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** {@code POST /api/logout}: the token is good no longer, here or anywhere, and every connection of it ends. */
final class LogoutDoor implements Handler<RoutingContext> {
    private static final int NO_CONTENT = 204;

    private final Callers callers;
    private final Revoking revoking;

    LogoutDoor(Callers callers, Revoking revoking) {
        this.callers = callers;
        this.revoking = revoking;
    }

    @Override
    public void handle(RoutingContext context) {
        callers.callerOf(context)
                .onSuccess(caller -> callers.audit(context, AuditEvent.LOGGED_OUT, caller, "request"))
                .compose(revoking::logout)
                .onComplete(
                        done -> context.response().setStatusCode(NO_CONTENT).end(),
                        cause -> FailureAnswer.answer(context.response(), cause));
    }
}
