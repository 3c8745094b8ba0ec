package dev.verbatim.chat.api;

import dev.verbatim.chat.auth.Scope;
import dev.verbatim.config.Catalogue;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /api/models}: the models that a room can name, with their prices, for whoever may read rooms. */
final class ModelsApi implements Handler<RoutingContext> {
    private final Callers callers;
    private final JsonObject models;

    ModelsApi(Callers callers, Catalogue catalogue) {
        this.callers = callers;
        this.models = models(catalogue);
    }

    private static JsonObject models(Catalogue catalogue) {
        JsonArray models = new JsonArray();
        OfferedModel.of(catalogue).forEach(model -> models.add(model.json()));
        JsonObject json = new JsonObject().put("models", models);
        String byDefault = OfferedModel.byDefault(catalogue);
        return byDefault == null ? json : json.put("default", byDefault);
    }

    @Override
    public void handle(RoutingContext context) {
        callers.callerOf(context, Scope.ROOMS_READ)
                .onSuccess(caller -> answer(context))
                .onFailure(cause -> FailureAnswer.answer(context.response(), cause));
    }

    private void answer(RoutingContext context) {
        context.response().putHeader(HttpHeaders.CACHE_CONTROL, "private, max-age=60");
        context.json(models);
    }
}
