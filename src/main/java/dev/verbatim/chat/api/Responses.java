package dev.verbatim.chat.api;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** How a request is answered once its result is there, or is not. */
final class Responses {
    static final int OK = 200;
    static final int CREATED = 201;
    static final int ACCEPTED = 202;
    private static final int NO_CONTENT = 204;

    private Responses() {}

    /** With this JSON. */
    static void json(RoutingContext context, int status, String json) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(json);
    }

    /** With nothing but that it was done. */
    static void done(RoutingContext context) {
        context.response()
                .setStatusCode(NO_CONTENT)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end();
    }

    /** With the problem, if it fails. */
    static void orProblem(RoutingContext context, Future<?> answered) {
        answered.onFailure(cause -> FailureAnswer.answer(context.response(), cause));
    }
}
