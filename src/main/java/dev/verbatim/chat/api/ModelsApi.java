package dev.verbatim.chat.api;

import dev.verbatim.chat.auth.Scope;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /api/models}: the models that a room can name, with their prices, for whoever may read rooms. */
final class ModelsApi implements Handler<RoutingContext> {
    private final Callers callers;
    private final ModelOffer models;

    ModelsApi(Callers callers, ModelOffer models) {
        this.callers = callers;
        this.models = models;
    }

    @Override
    public void handle(RoutingContext context) {
        callers.callerOf(context, Scope.ROOMS_READ)
                .onSuccess(caller -> answer(context))
                .onFailure(cause -> FailureAnswer.answer(context.response(), cause));
    }

    private void answer(RoutingContext context) {
        context.response().putHeader(HttpHeaders.CACHE_CONTROL, "private, max-age=60");
        context.json(models.json());
    }
}
